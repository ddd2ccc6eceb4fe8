import Testing

@testable import Tunnel

/// An `ssh-agent` of a test's own.
final class TestAgent: Sendable {
    let socket: String
    private let folder: TestFolder
    private let process: TestProcess

    init(in folder: TestFolder) async throws {
        self.folder = folder
        socket = folder.path + "/agent"
        let program = try #require(TestSSHD.path(of: "ssh-agent"), "ssh-agent is not installed")
        process = try TestProcess(program, ["-D", "-a", socket], log: folder.path + "/agent.log")
        // It says nothing when it is ready; `ssh-add -l` gives 2 until it answers, and 1 while it is empty.
        while await TestProcess.code(of: try Self.add(), ["-l"], environment: ["SSH_AUTH_SOCK=\(socket)"], in: folder) == 2 {
            await Task.yield()
        }
    }

    func add(_ key: TestKey) async throws {
        try await TestProcess.run(try Self.add(), ["-q", key.path], environment: ["SSH_AUTH_SOCK=\(socket)"], in: folder)
    }

    func stop() { process.stop() }

    private static func add() throws -> String { try #require(TestSSHD.path(of: "ssh-add"), "ssh-add is not installed") }
}
