import Foundation
import Testing

/// The functions of `shell/`, in the real shells.
@Suite struct ShellFunctionTests {
    private static let allShells = [TestShell.bash, .zsh, .dash, .fish]
    private static let shells = allShells.filter(\.isInstalled)
    private static let missing = allShells.filter { !$0.isInstalled }.map(\.rawValue).joined(separator: ", ")
    private static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

    @Test(.enabled(if: missing.isEmpty || isCI, "not installed: \(missing); `scripts/install-packages test` installs what is missing"))
    func `every shell that the functions are for is tested`() {
        #expect(Self.missing.isEmpty)
    }

    @Test(arguments: [("sh", "argo-shim.sh"), ("fish", "argo-shim.fish")])
    func `shell-init prints the file in the folder shell`(shell: String, file: String) async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("shell-init", shell))
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../shell/\(file)")
        let text = try String(contentsOf: path, encoding: .utf8)
        #expect(finished.status == .code(0) && finished.output.contains(text), "\(finished)")
    }

    @Test func `shell-init names the shells that it knows when it is asked for another`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("shell-init", "tcsh"))
        #expect(finished.status == .code(2) && finished.errors.contains("Supported shells: bash, zsh, fish, sh, dash, ksh"), "\(finished)")
    }

    @Test(arguments: shells)
    func `refresh-argo-token puts the token that is good now into the shell, and into what it starts`(shell: TestShell) async throws {
        let home = try TestHome()
        let finished = try await shell.run(
            """
            \(shell.load)
            \(shell.named("refresh-argo-token"))
            printenv OPENAI_API_KEY
            argo-shim token rotate --token-grace 0 2> rotation
            printenv ANTHROPIC_API_KEY | argo-shim token check - || true
            \(shell.named("refresh-argo-token"))
            printenv ANTHROPIC_API_KEY | argo-shim token check -
            printenv OPENAI_BASE_URL
            """, in: home)
        let lines = finished.output.split(separator: "\n")
        #expect(finished.status == .code(0) && finished.errors.isEmpty && lines.count == 4, "\(finished)")
        #expect(lines.first?.count == 43, "\(finished)")
        #expect(
            lines.dropFirst() == ["wrong: replaced, and its grace period is over", "current", "http://127.0.0.1:18275/v1"], "\(finished)")
    }

    @Test(arguments: shells)
    func `a shell that shows each command does not show the token`(shell: TestShell) async throws {
        let home = try TestHome()
        try home.write("", to: "helper.py")
        try home.writeProgram("echo alcf-token-that-nobody-sees", to: "bin/print-line")
        try home.write("{}", to: TestHome.globusTokens)
        let finished = try await shell.run(
            """
            \(shell.load)
            \(shell == .fish ? "set fish_trace 1" : "set -x")
            \(shell.named("refresh-argo-token"))
            \(shell.named("alcf-inference-token"))
            echo still here
            """, in: home, environment: ["ALCF_INFERENCE_HELPER": home.path + "/helper.py", "ALCF_INFERENCE_PYTHON": "print-line"])
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .newlines)
        #expect(finished.status == .code(0) && finished.output == "still here\n", "\(finished)")
        #expect(finished.errors.contains("echo still here"), "the trace goes on: \(finished)")
        #expect(!finished.errors.contains(token) && !finished.errors.contains("nobody-sees"), "\(finished)")
    }

    @Test(arguments: shells)
    func `alcf-inference-token takes the token from ALCF's own helper`(shell: TestShell) async throws {
        let home = try TestHome()
        let call =
            "\(shell.named("alcf-inference-token"))\(shell.orElse("echo code")); printenv ALCF_INFERENCE_TOKEN\(shell.orElse("echo none"))"
        let environment = ["ALCF_INFERENCE_PYTHON": "print-line"]

        let missing = try await shell.run("\(shell.load)\n\(call)", in: home, environment: environment)
        #expect(missing.output == "code 1\nnone 1\n", "\(missing)")
        #expect(missing.errors.contains("inference_auth_token.py is neither in PATH nor in the home folder."), "\(missing)")

        try home.writeProgram("", to: "inference_auth_token.py")
        let loggedOut = try await shell.run("\(shell.load)\n\(call)", in: home, environment: environment)
        #expect(loggedOut.output == "code 4\nnone 1\n", "\(loggedOut)")
        #expect(loggedOut.errors.contains("print-line '\(home.path)/inference_auth_token.py' authenticate"), "\(loggedOut)")

        try home.write("{}", to: TestHome.globusTokens)
        let noPython = try await shell.run("\(shell.load)\n\(call)", in: home, environment: environment)
        #expect(noPython.output == "code 127\nnone 1\n", "\(noPython)")
        #expect(noPython.errors.contains("needs Python, but print-line cannot be run: No such file"), "\(noPython)")

        try home.writeProgram(#"printf '%s\n' "$2-AgY0.x~1""#, to: "bin/print-line")
        let good = try await shell.run("\(shell.load)\n\(call)", in: home, environment: environment)
        #expect(good.output == "get_access_token-AgY0.x~1\n" && good.errors.isEmpty, "\(good)")

        try home.writeProgram("echo Please log in; echo token", to: "bin/print-line")
        let chatty = try await shell.run("\(shell.load)\n\(call)", in: home, environment: environment)
        #expect(chatty.output == "code 1\nnone 1\n" && chatty.errors.contains("did not print a token"), "\(chatty)")
    }

    @Test(arguments: shells)
    func `claude goes through a gateway in this shell alone, until it is sent back`(shell: TestShell) async throws {
        let home = try TestHome()
        let show = #"for word in "$@"; do printf '%s|' "$word"; done; printf '%s\n' "${ANTHROPIC_API_KEY-unset}""#
        try home.writeProgram(show, to: "bin/claude")
        let finished = try await shell.run(
            """
            \(shell.load)
            \(shell.named("refresh-argo-token"))
            \(shell.named("route-claude-through-shim"))
            \(shell.named("route-claude-through-rosetta")) http://localhost:9999/v1/
            claude -p 'say hi'
            \(shell.named("route-claude-through-rosetta"))
            claude
            sh -c 'ANTHROPIC_API_KEY=own claude elsewhere'
            \(shell.named("route-claude-through-shim"))
            ANTHROPIC_API_KEY=own claude back
            """, in: home)
        let settings = { (address: String) in
            #"--settings|{"apiKeyHelper":"printf %s \"${ROSETTA_API_KEY:-none}\"","env":{"ANTHROPIC_BASE_URL":"\#(address)"}}|"#
        }
        #expect(
            finished.output == """
                \(settings("http://localhost:9999"))-p|say hi|unset
                \(settings("http://127.0.0.1:8765"))unset
                elsewhere|own
                back|own

                """, "\(finished)")
        #expect(finished.status == .code(0), "\(finished)")
    }

    @Test(arguments: shells)
    func `a claude of the user's own is not replaced`(shell: TestShell) async throws {
        let home = try TestHome()
        let own = shell == .fish ? "function claude; echo own; end" : "claude() { echo own; }"
        let finished = try await shell.run(
            "\(shell.load)\n\(own)\n\(shell.named("route-claude-through-rosetta"))\(shell.orElse("echo code"))\nclaude", in: home)
        #expect(finished.output == "code 1\nown\n" && finished.errors.contains("an alias"), "\(finished)")
    }

    @Test(arguments: [
        "http://example.com", "ftp://127.0.0.1", "127.0.0.1:8765", "http://user:word@127.0.0.1", "http://127.0.0.1/?a=b",
        "http://127.0.0.1/#a",
        "http://127.0.0.1/\"x", "http://", "",
    ])
    func `an address that is none, or that others could listen to, is refused`(address: String) async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("claude-route", address))
        #expect(finished.status == .code(2) && finished.output.isEmpty && !finished.errors.isEmpty, "\(finished)")
    }

    @Test(arguments: shells)
    func `argo-rosetta-sync stops at the first failure`(shell: TestShell) async throws {
        let home = try TestHome()
        let sync = shell.named("argo-rosetta-sync")
        let usage = try await shell.run("\(shell.load)\n\(sync) --nonsense\(shell.orElse("echo code"))", in: home)
        #expect(usage.output == "code 2\n" && usage.errors.contains("usage: argo-rosetta-sync [--with-inference]"), "\(usage)")
        #expect(!home.exists(TestHome.token))
        let inference = try await shell.run("\(shell.load)\n\(sync) --with-inference\(shell.orElse("echo code"))", in: home)
        #expect(inference.output == "code 1\n" && inference.errors.contains("inference_auth_token.py"), "\(inference)")
        #expect(!home.exists(TestHome.token))
    }

    @Test(arguments: shells)
    func `argo-rosetta-sync brings tokens, gateway and claude in step`(shell: TestShell) async throws {
        let home = try TestHome()
        let configuration = ".config/llm-rosetta-gateway/config.jsonc"
        try home.write(
            """
            { // mine
              "providers": {"argo": {"api_key": "old", "base_url": "http://127.0.0.1:18275/v1"}, "own": {"api_key": "mine", "base_url": "https://a.b"}},
              "server": {"socket": "gateway.sock"},
            }
            """, to: configuration)
        try home.writeProgram(#"echo "$ALCF_INFERENCE_TOKEN" > "$HOME/inherited"; exec tail -f /dev/null"#, to: "bin/llm-rosetta-gateway")
        try home.writeProgram("echo alcf-token", to: "bin/print-line")
        try home.writeProgram("", to: "inference_auth_token.py")
        try home.write("{}", to: TestHome.globusTokens)
        try home.writeProgram(#"printf '%s\n' "$1""#, to: "bin/claude")
        let script = """
            \(shell.load)
            \(shell.named("argo-rosetta-sync")) --with-inference
            \(shell.named("rosetta-gateway")) status
            claude
            \(shell.named("rosetta-gateway-restart"))
            \(shell.named("rosetta-gateway")) stop
            """
        let finished = try await shell.run(script, in: home, environment: ["ALCF_INFERENCE_PYTHON": "print-line"])
        #expect(finished.status == .code(0), "\(finished)")
        #expect(finished.output.hasPrefix("running as process ") && finished.output.hasSuffix("--settings\n"), "\(finished)")
        #expect(finished.errors.contains("llm-rosetta: wrote providers.argo.api_key"), "\(finished)")
        #expect(home.text("inherited") == "alcf-token\n")
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .newlines)
        let written = try #require(home.text(configuration))
        #expect(written.contains(token) && written.contains("// mine") && written.contains(#""api_key": "mine""#), "\(written)")
        #expect(!(finished.output + finished.errors).contains(token) && !finished.errors.contains("alcf-token"), "\(finished)")
    }

    @Test(.enabled(if: TestShell.zsh.isInstalled && TestShell.fish.isInstalled, "zsh or fish is not installed"))
    func `the shells complete the command line`() async throws {
        let home = try TestHome()
        let bash = try await TestShell.bash.run(#"\#(TestShell.bash.load); complete -p argo-shim"#, in: home)
        #expect(bash.output.contains("-F _argo-shim argo-shim"), "\(bash)")
        let zsh = try await TestShell.zsh.run(
            #"autoload -Uz compinit; compinit -u -D; \#(TestShell.zsh.load); echo ${_comps[argo-shim]}"#, in: home)
        #expect(zsh.output == "_argo-shim\n" && zsh.errors.isEmpty, "\(zsh)")
        let fish = try await TestShell.fish.run(
            "\(TestShell.fish.load); complete -C 'argo-shim tok'", in: home)
        #expect(fish.output.hasPrefix("token\t"), "\(fish)")
    }

    @Test(arguments: shells)
    func `a program that is not in PATH is found again, also with blanks in its path`(shell: TestShell) async throws {
        let home = try TestHome()
        try home.makeFolder("a 'folder")
        // By a process of its own: a program that was written here and that another test's child still has open is busy (ETXTBSY, execve(2)).
        let copy = Command(
            program: "/bin/cp", arguments: [try ArgoShimBinary.path(), home.path + "/a 'folder/shim"], environment: home.environment,
            folder: home.path)
        #expect(try await RunningProgram.run(copy).status == .code(0))
        let load =
            shell == .fish ? "\"a 'folder/shim\" shell-init fish | source" : #"eval "$("a 'folder/shim" shell-init \#(shell.rawValue))""#
        let finished = try await shell.run(
            "\(load)\n\(shell.named("refresh-argo-token"))\nprintenv OPENAI_BASE_URL", in: home, environment: ["PATH": "/usr/bin:/bin"])
        #expect(finished.output == "http://127.0.0.1:18275/v1\n" && finished.status == .code(0), "\(finished)")
    }

    @Test(.enabled(if: TestShell.bash.isInstalled, "bash is not installed"))
    func `a bash that keeps to POSIX knows the functions by their names with underscores`() async throws {
        let home = try TestHome()
        let finished = try await TestShell.bash.run("set -o posix; \(TestShell.bash.load); refresh_argo_token; echo $?", in: home)
        #expect(finished.output == "0\n" && finished.errors.isEmpty, "\(finished)")
    }
}
