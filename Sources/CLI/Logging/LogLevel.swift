import ArgumentParser
import Logging

extension Logger.Level {
    /// Reads a level from the command line.
    init(argument: String) throws {
        guard let level = Self(rawValue: argument.lowercased()) else {
            throw ValidationError("'\(argument)' is none of \(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self = level
    }
}

extension CompletionKind {
    /// The levels of the log.
    static let logLevels = list(Logger.Level.allCases.map(\.rawValue))
}
