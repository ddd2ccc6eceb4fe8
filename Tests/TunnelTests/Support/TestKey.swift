import Foundation
import Testing

@testable import Tunnel

/// A key pair in a folder, made by `ssh-keygen`.
struct TestKey: Sendable {
    let path: String
    /// As in authorized_keys.
    let publicLine: String
    /// The form of RFC 4253, 6.6.
    let blob: [UInt8]

    /// - Parameters:
    ///   - type: `ed25519`, `ecdsa`, `rsa`.
    ///   - passphrase: empty for a key that is not encrypted.
    ///   - options: more of ssh-keygen's.
    @discardableResult
    static func make(
        _ type: String, name: String, passphrase: String = "", options: [String] = [], in folder: TestFolder
    ) async throws -> TestKey {
        let program = try #require(TestSSHD.path(of: "ssh-keygen"), "ssh-keygen is not installed")
        let path = folder.path + "/" + name
        try await TestProcess.run(program, ["-q", "-t", type, "-N", passphrase, "-C", name, "-f", path] + options, in: folder)
        let line = folder.text(name + ".pub").trimmingCharacters(in: .whitespacesAndNewlines)
        let fields = line.split(separator: " ")
        try #require(fields.count > 1)
        return TestKey(path: path, publicLine: line, blob: try blob(of: String(fields[1])))
    }

    static func blob(of base64: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: base64))) }
}
