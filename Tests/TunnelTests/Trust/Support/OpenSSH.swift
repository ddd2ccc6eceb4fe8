import Foundation

/// The OpenSSH programs of this machine, as oracles.
struct OpenSSH {
    struct Failure: Error {
        let program: String
        let errors: String
    }

    /// In CI a missing program is a failure, not a reason to skip.
    static let isInstalled =
        ProcessInfo.processInfo.environment["CI"] != nil
        || ["ssh", "ssh-keygen"].allSatisfy { name in
            (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
            }
        }

    /// Where the outputs are kept while a program runs.
    let folder: TrustFolder
    var environment: [String: String] = [:]

    /// Runs a program to its end.
    ///
    /// - Returns: what it printed; nil where its status is not 0.
    func output(of program: String, _ arguments: [String]) async throws -> String? {
        let output = folder.file(UUID().uuidString)
        defer {
            // It goes with the folder otherwise.
            try? FileManager.default.removeItem(atPath: output)
        }
        let variables = ["HOME": folder.path].merging(environment) { $1 }.map { "\($0)=\($1)" }
        let process = try TestProcess(
            "/bin/sh", ["-c", #"exec "$0" "$@" 2>/dev/null"#, program] + arguments, environment: variables, log: output)
        guard await process.ended() == 0 else { return nil }
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
    }

    /// Makes a key pair.
    ///
    /// - Returns: the public key's line without its comment: `type base64`.
    func makeKey(_ type: String, bits: Int? = nil, named name: String) async throws -> String {
        let size = bits.map { ["-b", String($0)] } ?? []
        let arguments = ["-q", "-t", type, "-N", "", "-C", "", "-f", folder.file(name)] + size
        guard try await output(of: "ssh-keygen", arguments) != nil, let line = folder.text(name + ".pub") else {
            throw Failure(program: "ssh-keygen", errors: "no key of type \(type)")
        }
        return line.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
    }
}
