import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// `argo-shim configure` and `argo-shim uninstall`, on homes with several clients.
@Suite(.timeLimit(.minutes(10))) struct ConfigureCommandTests {
    private static let codex = ".codex/config.toml"
    private static let zed = ".config/zed/settings.json"
    private static let aider = ".aider.conf.yml"

    @Test func `--list tells the state of every client and its file, and leaves nothing behind`() async throws {
        let home = try homeWithClients()
        let before = try snapshot(home)
        let table = try await configure(["--list"], in: home)
        #expect(table.status == .code(0) && table.errors.isEmpty, "\(table)")
        #expect(table.output.contains("codex        not configured  \(home.path)/\(Self.codex)\n"), "\(table)")
        #expect(table.output.contains("hermes       not installed   \(home.path)/.hermes/config.yaml\n"), "\(table)")
        let json = try await configure(["--list", "--json"], in: home)
        _ = try JSONDocument(Array(json.output.utf8))
        #expect(json.output.contains(#"{"client":"claude-code","file":"\#(home.path)/.claude/settings.json","state":"not configured"}"#))
        #expect(try snapshot(home) == before)
    }

    @Test func `--dry-run shows a diff without the token, and leaves nothing behind`() async throws {
        let home = try homeWithClients()
        _ = try await RunningProgram.run(try home.argoShim("token"))
        let before = try snapshot(home)
        let dry = try await configure(["--dry-run", "--port", "4000"], in: home)
        #expect(dry.status == .code(0), "\(dry)")
        for line in ["--- \(home.path)/\(Self.codex)", "+++ \(home.path)/\(Self.codex)", "+base_url = \"http://127.0.0.1:4000/v1\""] {
            #expect(dry.output.contains(line), "\(line) in \(dry)")
        }
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .newlines)
        #expect(!dry.output.contains(token) && dry.output.contains("apiKeyHelper"), "\(dry)")
        #expect(try snapshot(home) == before)
    }

    @Test func `configured, configured again, rotated, taken back: every byte is as before`() async throws {
        let home = try homeWithClients()
        let before = try snapshot(home)
        let first = try await configure([], in: home)
        #expect(first.status == .code(0), "\(first)")
        for name in ["claude-code", "codex", "zed", "aider"] { #expect(first.errors.contains("\(name): wrote "), "\(name) in \(first)") }
        #expect(try #require(home.text(Self.codex)).hasPrefix("model = \"gpt-5\"  # mine\r\n"))
        let configured = try snapshot(home)
        let second = try await configure([], in: home)
        #expect(second.status == .code(0) && !second.errors.contains("wrote"), "\(second)")
        #expect(try snapshot(home) == configured)
        #expect(try await configure(["--list"], in: home).output.contains("codex        right "))

        _ = try await RunningProgram.run(try home.argoShim("token", "rotate"))
        let drifted = try await configure(["--list"], in: home)
        #expect(drifted.output.contains("claude-code  drifted ") && drifted.output.contains("codex        right "), "\(drifted)")
        #expect(try await configure(["claude-code"], in: home).status == .code(0))

        let undo = try await configure(["--undo"], in: home)
        #expect(undo.status == .code(0) && undo.errors.contains("codex: restored \(home.path)/\(Self.codex)"), "\(undo)")
        #expect(try snapshot(home) == before)
        #expect(try await configure(["--undo"], in: home).errors == "There is nothing to restore.\n")
    }

    @Test func `a file that cannot be understood is refused by name, and the others are written`() async throws {
        let home = try homeWithClients()
        try home.write("[]", to: Self.aider)
        let finished = try await configure([], in: home)
        #expect(
            finished.status == .code(1) && finished.errors.contains("warning: aider was not changed. \(home.path)/\(Self.aider):1:1: "),
            "\(finished)")
        #expect(home.text(Self.aider) == "[]" && finished.errors.contains("codex: wrote "), "\(finished)")
        #expect(try await configure(["--dry-run"], in: home).status == .code(1))
        #expect(try await configure(["--list"], in: home).output.contains("aider        refused "))
    }

    @Test func `a client that is not installed is configured when it is named, and only then`() async throws {
        let home = try TestHome()
        let none = try await configure([], in: home)
        #expect(none.status == .code(1) && none.errors.contains("No supported client is installed."), "\(none)")
        #expect(!home.exists(Self.codex))
        #expect(try await configure(["codex"], in: home).status == .code(0))
        #expect(home.exists(Self.codex))
        #expect(try await configure(["--undo", "codex"], in: home).status == .code(0))
        #expect(!home.exists(".codex"))
    }

    @Test func `--model takes a name in any spelling, and no other`() async throws {
        let home = try homeWithClients()
        #expect(try await configure(["codex", "--model", "Claude Opus 5"], in: home).status == .code(0))
        #expect(try #require(home.text(Self.codex)).hasPrefix("model = \"claude-opus-5\"  # mine\r\n"))
        let unknown = try await configure(["codex", "--model", "gpt-4x"], in: home)
        #expect(unknown.status == .code(2) && unknown.errors.contains("Nearest models: gpt-4"), "\(unknown)")
    }

    @Test(arguments: [
        (["nonsense"], "nonsense"), (["--json"], "--json needs --list."), (["--list", "--undo"], "cannot be used together"),
        (["--undo", "--model", "gpt-5"], "--undo cannot be used with"), (["--port", "0"], "--port 0 is not a valid port"),
    ])
    func `a command line that makes no sense ends with 2`(arguments: [String], words: String) async throws {
        let home = try TestHome()
        let finished = try await configure(arguments, in: home)
        #expect(finished.status == .code(2) && finished.errors.contains(words), "\(finished)")
        #expect(try home.names(in: ".") == ["tmp"])
    }

    @Test func `many at once and a foreign writer beside them: nothing is lost`() async throws {
        let home = try homeWithClients()
        let foreign = try await withThrowingTaskGroup(of: FinishedProgram.self) { tasks in
            for _ in 0..<20 { tasks.addTask { try await configure(["codex", "claude-code"], in: home) } }
            // As a program edits that knows nothing of us: it reads, changes one key, writes a new file and renames it.
            tasks.addTask {
                try await TestShell.bash.run(
                    #"""
                    for number in $(seq 1 40); do
                        while before=$(cksum < .codex/config.toml); grep -v '^foreign' .codex/config.toml > new || true
                            { echo "foreign = $number"; cat new; } > newer
                            [ "$before" != "$(cksum < .codex/config.toml)" ]; do :; done
                        mv newer .codex/config.toml
                    done
                    """#, in: home)
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(foreign.allSatisfy { $0.status == .code(0) }, "\(foreign.filter { $0.status != .code(0) })")
        // The foreign writer can still undo us between its look and its move; one more run must find everything in order.
        #expect(try await configure(["codex", "claude-code"], in: home).status == .code(0))
        let codex = try #require(home.text(Self.codex))
        #expect(codex.contains("foreign = 40\n") && codex.contains("# mine"), "\(codex)")
        #expect(codex.components(separatedBy: "[model_providers.argo]").count == 2, "\(codex)")
        #expect(try await configure(["--list"], in: home).output.contains("codex        right "))
    }

    @Test func `uninstall asks, gives everything back, removes its state and lists what is left`() async throws {
        let home = try homeWithClients()
        try home.write("# shell\neval \"$(argo-shim shell-init bash)\"\n", to: ".bashrc")
        let before = try snapshot(home)
        #expect(try await configure([], in: home).status == .code(0))
        let asked = try await RunningProgram.run(try home.argoShim("uninstall"))
        #expect(asked.status == .code(2) && asked.errors.contains("argo-shim uninstall --yes"), "\(asked)")
        #expect(home.exists(TestHome.token))

        let edited = try #require(home.text(Self.zed)).replacing("One Dark", with: "One Light")
        try home.write(edited, to: Self.zed)
        let finished = try await RunningProgram.run(try home.argoShim("uninstall", "--yes"))
        #expect(finished.status == .code(0), "\(finished)")
        #expect(finished.errors.contains("was edited since; restored keys"), "\(finished)")
        #expect(finished.errors.contains("\(home.path)/.bashrc:2") && finished.errors.contains("the program: "), "\(finished)")
        #expect(!home.exists(".local/state/argo-shim"))
        try home.write(try #require(home.text(Self.zed)).replacing("One Light", with: "One Dark"), to: Self.zed)
        #expect(try snapshot(home) == before)
    }

    @Test func `uninstall does nothing while a shim runs, or when a file cannot be given back`() async throws {
        let home = try homeWithClients()
        let command = try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester")
        try await RunningShim.with(home, command) { shim in
            let finished = try await RunningProgram.run(try home.argoShim("uninstall", "--yes"))
            #expect(finished.status == .code(1) && finished.errors.contains("A shim is running on port \(shim.port)."), "\(finished)")
            #expect(finished.errors.contains("argo-shim stop --port \(shim.port)") && home.exists(TestHome.token), "\(finished)")
            // A later one has come and gone.
            try await RunningShim.with(home, command) { #expect(await $0.stop().status == .code(0)) }
            let second = try await RunningProgram.run(try home.argoShim("uninstall", "--yes"))
            #expect(second.status == .code(1) && second.errors.contains("A shim is running on port \(shim.port)."), "\(second)")
            #expect(home.exists(TestHome.token))
        }
        #expect(try await configure(["codex"], in: home).status == .code(0))
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: "\(home.path)/\(Self.codex)")
        let refused = try await RunningProgram.run(try home.argoShim("uninstall", "--yes"))
        #expect(refused.status == .code(1) && refused.errors.contains("Cannot restore"), "\(refused)")
        #expect(home.exists(TestHome.token) && home.exists(".local/state/argo-shim/backups"))
    }

    // MARK: What every test does

    private func configure(_ arguments: [String], in home: TestHome) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(["configure"] + arguments, environment: ["PATH": "/usr/bin:/bin"]))
    }

    /// Files as people have them: comments, line ends of Windows, no line end at the end.
    private func homeWithClients() throws -> TestHome {
        let home = try TestHome()
        try home.write(UserSettings.text, to: TestHome.settings)
        try home.write("model = \"gpt-5\"  # mine\r\n\r\n[tools]\r\nweb_search = true", to: Self.codex)
        try home.write("{\n  // mine\n  \"theme\": \"One Dark\",\n}\n", to: Self.zed)
        try home.write("# mine\nauto-commits: false\n", to: Self.aider)
        return home
    }

    /// Every file outside the state folder, with its bytes.
    private func snapshot(_ home: TestHome) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: home.path) where !name.hasPrefix(".local") && !name.hasPrefix("tmp")
        {
            files[name] = FileManager.default.contents(atPath: "\(home.path)/\(name)")
        }
        return files
    }
}

/// `argo-shim uninstall` at a terminal, which script(1) makes.
@Suite(.timeLimit(.minutes(10))) struct UninstallQuestionTests {
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
                "This restores the earlier settings of all clients, and removes \(home.path)/.local/state/argo-shim."))
        #expect(home.exists(Self.codex) == (answer != "yes") && home.exists(TestHome.token) == (answer != "yes"), "\(finished)")
        #expect(finished.output.contains("Nothing was changed.") == (answer != "yes"), "\(finished)")
        #expect(finished.output.contains("\(Self.codex), which did not exist before") == (answer == "yes"), "\(finished)")
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
