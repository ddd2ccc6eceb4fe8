import Foundation

/// A program to be run, with everything that it is given.
struct Command: Sendable {
    /// Path of the program.
    var program: String
    var arguments: [String] = []
    /// The whole environment; nothing is inherited.
    var environment: [String: String]
    /// What the program reads; nothing unless it is given.
    var input = FileHandle.nullDevice
    /// The folder that it runs in.
    var folder: String
    /// After so many seconds it is killed. Generous, because a busy machine may run every test at once.
    var timeLimit = 110.0
}
