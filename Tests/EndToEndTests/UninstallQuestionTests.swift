import Foundation
import Testing

/// `argo-shim uninstall` at a terminal, which script(1) makes.
@Suite(.timeLimit(.minutes(2))) struct UninstallQuestionTests {
    private static let script = "/usr/bin/script"
    private static let codex = ".codex/config.toml"

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: script), "script(1) is not installed"),
        arguments: ["no", "", "y", "YES", "yes"])
    func `it goes on when it is answered with yes, and with nothing else`(answer: String) async throws {
        let home = try TestHome()
        #expect(try await RunningProgram.run(try home.argoShim("configure", "codex", "--port", "4000")).status == .code(0))
        let finished = try await RunningProgram.run(try uninstall(in: home, answer: answer))
        #expect(
            finished.output.contains(
                "This gives all clients the settings that they had before, and removes \(home.path)/.local/state/argo-shim."))
        #expect(home.exists(Self.codex) == (answer != "yes") && home.exists(TestHome.token) == (answer != "yes"), "\(finished)")
        #expect(finished.output.contains("Nothing was changed.") == (answer != "yes"), "\(finished)")
        #expect(finished.output.contains("\(Self.codex) is gone; there was none before") == (answer == "yes"), "\(finished)")
    }

    /// The command's two outputs are the terminal, which script(1) copies to its own output.
    private func uninstall(in home: TestHome, answer: String) throws -> Command {
        var command = try home.argoShim("uninstall")
        #if os(macOS)
            command.arguments = ["-q", "/dev/null", command.program] + command.arguments
        #else
            command.arguments = ["-q", "-e", "-c", "'\(command.program)' uninstall", "/dev/null"]
            command.environment["SHELL"] = "/bin/sh"
        #endif
        command.program = Self.script
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data((answer + "\n").utf8))
        try pipe.fileHandleForWriting.close()
        command.input = pipe.fileHandleForReading
        return command
    }
}
