import Foundation
import Testing

/// `argo-shim exec -- COMMAND`.
@Suite struct ExecutionCommandTests {
    @Test func `the command has the variables, its own arguments and its own exit code`() async throws {
        let home = try TestHome()
        let script = #"printf '%s|' "$OPENAI_BASE_URL" "$ARGO_SHIM_TOKEN" "$HOME" "$@"; exit 7"#
        let arguments = ["exec", "--port", "4000", "--", "sh", "-c", script, "sh", "--port", "", "a b", "--", "é'\""]
        let finished = try await RunningProgram.run(try home.argoShim(arguments))
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .newlines)
        #expect(finished.status == .code(7) && finished.errors.isEmpty, "\(finished)")
        #expect(finished.output == "http://127.0.0.1:4000/v1|\(token)|\(home.path)|--port||a b|--|é'\"|", "\(finished)")
    }

    @Test func `the command ends by signals as if it had been started alone`() async throws {
        let home = try TestHome()
        let killed = try await RunningProgram.run(try home.argoShim("exec", "--", "sh", "-c", "kill -TERM $$"))
        #expect(killed.status == .signal(SIGTERM), "\(killed)")
        // A signal that the command inherits as blocked or ignored would not end it.
        for signal in ["PIPE", "USR1", "HUP", "INT"] {
            let finished = try await RunningProgram.run(try home.argoShim("exec", "--", "sh", "-c", "kill -\(signal) $$; echo lives on"))
            #expect(finished.output.isEmpty, "\(signal): \(finished)")
        }
    }

    @Test func `bytes that are no text reach the command as they are`() async throws {
        let home = try TestHome()
        let finished = try await TestShell.bash.run(
            #"argo-shim exec -- printf %s "$(printf 'a\377b')" | od -An -tx1"#, in: home)
        #expect(finished.output.split(whereSeparator: \.isWhitespace) == ["61", "ff", "62"], "\(finished)")
    }

    @Test(arguments: [
        (["exec", "--", "argo-shim-no-such-command"], 127, "No such file or directory"),
        (["exec", "--", "./plain"], 126, "Permission denied"),
        (["exec"], 2, "There is no command to run."),
        (["exec", "--"], 2, "There is no command to run."),
        (["exec", "ls"], 2, "Put it after --"),
    ])
    func `a command that cannot be run is told from one that fails`(arguments: [String], code: Int32, words: String) async throws {
        let home = try TestHome()
        try home.write("exit 0", to: "plain")
        let finished = try await RunningProgram.run(try home.argoShim(arguments))
        #expect(finished.status == .code(code) && finished.output.isEmpty && finished.errors.contains(words), "\(finished)")
    }
}
