import Foundation
import Testing

/// `argo-shim env`, evaluated by real shells.
@Suite struct EnvironmentCommandTests {
    /// The port that is derived from the name `tester`.
    private static let port = 18_275

    @Test func `env prints every variable that clients read, for the port derived from the user's name`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("env", "--shell", "sh"))
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .newlines)
        #expect(
            finished.output == """
                export ARGO_SHIM_TOKEN='\(token)'
                export ANTHROPIC_API_KEY='\(token)'
                export ANTHROPIC_BASE_URL='http://127.0.0.1:\(Self.port)/argoapi'
                export OPENAI_API_KEY='\(token)'
                export OPENAI_BASE_URL='http://127.0.0.1:\(Self.port)/v1'
                export NO_PROXY='127.0.0.1,localhost'
                export no_proxy='127.0.0.1,localhost'

                """, "\(finished)")
        #expect(finished.status == .code(0) && finished.errors.isEmpty, "\(finished)")
    }

    @Test func `--only chooses variables and --port the port`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(
            try home.argoShim("env", "--shell", "fish", "--only", "OPENAI_BASE_URL,ANTHROPIC_BASE_URL", "--port", "4000"))
        #expect(
            finished.output == """
                set -gx OPENAI_BASE_URL 'http://127.0.0.1:4000/v1'
                set -gx ANTHROPIC_BASE_URL 'http://127.0.0.1:4000/argoapi'

                """, "\(finished)")
    }

    @Test(arguments: [
        ("/usr/bin/fish", "set -gx "), ("/bin/zsh", "export "), ("/bin/tcsh", "setenv "), ("/opt/unknown", "export "), (nil, "export "),
    ])
    func `without --shell it writes for the user's shell`(path: String?, start: String) async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("env", environment: path.map { ["SHELL": $0] } ?? [:]))
        #expect(finished.output.hasPrefix(start), "\(finished)")
    }

    @Test(arguments: [
        (["--only", "ARGO_SHIM_TOKEN,PATH"], "'PATH' is not one of ARGO_SHIM_TOKEN"), (["--only", ""], "'' is not one of"),
        (["--port", "0"], "--port 0 is not a valid port (1 to 65535)."), (["--shell", "cmd"], "--shell"),
    ])
    func `a wrong option ends with 2 and makes no token`(arguments: [String], words: String) async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim(["env"] + arguments))
        #expect(finished.status == .code(2) && finished.output.isEmpty && finished.errors.contains(words), "\(finished)")
        #expect(!home.exists(TestHome.token))
    }

    @Test(arguments: [
        (nil, nil, "127.0.0.1,localhost", "127.0.0.1,localhost"),
        (".anl.gov, cern.ch", nil, ".anl.gov, cern.ch,127.0.0.1,localhost", ".anl.gov, cern.ch,127.0.0.1,localhost"),
        (nil, ".anl.gov", ".anl.gov,127.0.0.1,localhost", ".anl.gov,127.0.0.1,localhost"),
        ("a,127.0.0.1", "b, localhost", "a,127.0.0.1,localhost", "b, localhost,127.0.0.1"),
        ("127.0.0.1,localhost", "localhost,127.0.0.1", "127.0.0.1,localhost", "localhost,127.0.0.1"),
        ("*", "", "*", "127.0.0.1,localhost"),
    ])
    func `hosts that need no proxy stay, and the loopback addresses are added once`(
        upper: String?, lower: String?, newUpper: String, newLower: String
    ) async throws {
        let home = try TestHome()
        var environment: [String: String] = [:]
        environment["NO_PROXY"] = upper
        environment["no_proxy"] = lower
        let finished = try await RunningProgram.run(
            try home.argoShim("env", "--shell", "sh", "--only", "NO_PROXY,no_proxy", environment: environment))
        #expect(finished.output == "export NO_PROXY='\(newUpper)'\nexport no_proxy='\(newLower)'\n", "\(finished)")
    }

    @Test(arguments: TestShell.allCases.filter(\.isInstalled))
    func `whatever a value holds, the shell takes it as it is`(shell: TestShell) async throws {
        let home = try TestHome()
        let value = ##"a b'c"d\e$HOME`touch x`!!é*?~#;&|<>(){}[]%"## + "\t" + #"\'\\"# + "\n-n,last"
        try home.write("#!/bin/sh\nexec argo-shim env --shell \(shell.rawValue) --only NO_PROXY\n", to: "bin/values")
        let script =
            switch shell {
            case .fish: "sh bin/values | source; printf %s $NO_PROXY"
            case .tcsh: "sh bin/values > lines; source lines; printenv NO_PROXY"
            default: #"eval "$(sh bin/values)"; printf %s "$NO_PROXY""#
            }
        let finished = try await shell.run(script, in: home, environment: ["NO_PROXY": value])
        let output = shell == .tcsh ? String(finished.output.dropLast()) : finished.output
        #expect(output == value + ",127.0.0.1,localhost", "\(finished)")
        #expect(!home.exists("x"))
    }
}

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
        (["exec"], 2, "No command to run."),
        (["exec", "--"], 2, "No command to run."),
        (["exec", "ls"], 2, "Put it after --"),
    ])
    func `a command that cannot be run is told from one that fails`(arguments: [String], code: Int32, words: String) async throws {
        let home = try TestHome()
        try home.write("exit 0", to: "plain")
        let finished = try await RunningProgram.run(try home.argoShim(arguments))
        #expect(finished.status == .code(code) && finished.output.isEmpty && finished.errors.contains(words), "\(finished)")
    }
}
