import Foundation
import Testing

/// A person at a terminal: the first set-up, a login that wants a code each time, and the end.
@Suite(.timeLimit(.minutes(10)), .enabled(if: TmuxSession.isThere, "There is no tmux; `make test` installs it."))
struct TerminalTests {
    private static let file = ".config/argo-shim/config.yaml"

    #if os(Linux)
        /// Types a command that asks for a code, and the code, which nobody else gets to see.
        private func logIn(_ command: String, _ words: String, at terminal: TmuxSession, _ shim: BackgroundShim) async throws {
            try await terminal.clear()
            try await terminal.type("\(command); echo it ended with $?")
            try await terminal.screen(showing: "jump asks \(NSUserName())")
            try await terminal.type(CodeServer.code)
            let screen = try await terminal.screen(showing: "it ended with 0")
            #expect(screen.contains(words), "\(screen)")
            #expect(!screen.contains(CodeServer.code), "\(screen)")
            #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
        }

        @Test(
            .enabled(if: SSHServer.isThere, SSHServer.advice),
            .enabled(if: CodeServer.isPossible, "needs root, unshare(1) with leave to mount, and pam_exec"))
        func `init is answered, start asks for a code, and login asks again when the tunnel has broken`() async throws {
            try await CodeServer.with { route async throws in
                try await BackgroundShim.with(route.home) { shim in
                    try await TmuxSession.with(route.home) { terminal in
                        let options = try TestRoute.options(route.home, argo: route.argo).dropFirst().dropLast(2)
                        try await terminal.type("argo-shim init --port \(shim.port) \(options.joined(separator: " "))")
                        try await terminal.screen(showing: "Your ANL user name [tester]:")
                        try await terminal.type("two words")
                        try await terminal.screen(
                            showing: "Not a user name. Use up to 64 letters, digits, dots, hyphens and underscores.")
                        try await terminal.type("")
                        try await terminal.screen(showing: "Names, all or none [all]:")
                        try await terminal.type("")
                        let shown = try await terminal.screen(showing: "Write it? yes or no [yes]:")
                        for part in [
                            "ok    hop             jump is reachable and has the known host key",
                            "Installed clients: claude-code", "\(route.home.path)/\(Self.file), with a comment",
                            "user: tester", "host: last", "jump: [jump]", "port: \(shim.port)",
                            "the settings of claude-code, when the shim is up",
                        ] { #expect(shown.contains(part), "\(part) in \(shown)") }
                        #expect(!route.home.exists(Self.file))
                        try await terminal.type("yes")
                        try await terminal.screen(showing: "Next: argo-shim start")
                        #expect(route.home.exists(Self.file))

                        try await logIn("argo-shim start", "The shim is running in the background on port \(shim.port)", at: terminal, shim)

                        // The telephone does not ring by itself.
                        try await route.jump.killConnections()
                        try await shim.waitForStatus(4)
                        try await logIn("argo-shim login", "The shim on port \(shim.port) is up.", at: terminal, shim)
                    }
                }
            }
        }

        @Test(
            .enabled(if: SSHServer.isThere, SSHServer.advice),
            .enabled(if: CodeServer.isPossible, "needs root, unshare(1) with leave to mount, and pam_exec"))
        func `the first time two host keys and a code are asked for, the second time a code, and Ctrl-C ends it`() async throws {
            try await CodeServer.with { route async throws in
                let configuration = try #require(route.home.text("ssh/config"))
                try route.home.write(
                    configuration.replacing("StrictHostKeyChecking yes", with: "StrictHostKeyChecking ask"), to: "ssh/config")
                try route.home.write("", to: "ssh/known_hosts")
                try await TmuxSession.with(route.home) { terminal in
                    let options = try TestRoute.options(route.home, argo: route.argo) + ["--port", "0"]
                    let command = "argo-shim \(options.joined(separator: " ")); echo it ended with $?"
                    try await terminal.type(command)
                    let first = try await terminal.screen(showing: "Trust it and continue? (yes/no/fingerprint)")
                    #expect(first.contains("The host key of jump (127.0.0.1:\(route.jump.port)) is not known yet."), "\(first)")
                    try await terminal.type("perhaps")
                    try await terminal.screen(showing: "Please type yes, no or the fingerprint:")
                    try await terminal.type("yes")
                    try await terminal.screen(showing: "jump asks \(NSUserName())")
                    try await terminal.type(CodeServer.code)
                    let second = try await terminal.screen(showing: "The host key of last")
                    let shown = try #require(second.split(separator: "\n").last { $0.contains("key, fingerprint SHA256:") })
                    try await terminal.type(String(shown.split(separator: " ").last ?? ""))
                    try await terminal.screen(showing: "✅ Shim running on ")
                    let known = try #require(route.home.text("ssh/known_hosts"))
                    #expect(known.contains(route.jump.hostKey) && known.contains(route.last.hostKey), "\(known)")
                    try await terminal.interrupt()
                    try await terminal.screen(showing: "it ended with 0")

                    try await terminal.clear()
                    try await terminal.type(command)
                    let again = try await terminal.screen(showing: "jump asks \(NSUserName())")
                    #expect(!again.contains("Trust it"), "\(again)")
                    try await terminal.interrupt()
                    let given = try await terminal.screen(showing: "it ended with 130")
                    #expect(!given.contains("Shim running"), "\(given)")
                }
            }
        }
    #endif

    @Test func `init asks whether it is inside the laboratory, and uninstall whether it is meant`() async throws {
        let home = try TestHome()
        try home.makeFolder(".codex")
        try await TmuxSession.with(home) { terminal in
            try await terminal.type("argo-shim init --no-check")
            try await terminal.screen(showing: "Your ANL user name [tester]:")
            try await terminal.type("ana")
            try await terminal.screen(
                showing: "Is this machine inside the laboratory's network, where no tunnel is needed? yes or no [no]:")
            try await terminal.type("perhaps")
            try await terminal.screen(showing: "Please type yes or no.")
            try await terminal.type("yes")
            try await terminal.screen(showing: "Names, all or none [all]:")
            try await terminal.type("nonsense")
            try await terminal.screen(showing: "Known clients: claude-code, codex")
            try await terminal.type("codex")
            let shown = try await terminal.screen(showing: "Write it? yes or no [yes]:")
            #expect(shown.contains("    user: ana\n    direct: true\n"), "\(shown)")
            try await terminal.type("")
            try await terminal.screen(showing: "Next: argo-shim start")
            #expect(home.exists(Self.file) && home.exists(".codex/config.toml"))

            try await terminal.clear()
            try await terminal.type("argo-shim uninstall; echo it ended with $?")
            let asked = try await terminal.screen(showing: "Type yes to continue:")
            #expect(asked.contains("and removes \(home.path)/.local/state/argo-shim"), "\(asked)")
            try await terminal.type("")
            try await terminal.screen(showing: "Nothing was changed.")
            try await terminal.screen(showing: "it ended with")
            #expect(home.exists(".codex/config.toml"))

            try await terminal.clear()
            try await terminal.type("argo-shim uninstall; echo it ended with $?")
            try await terminal.screen(showing: "Type yes to continue:")
            try await terminal.type("yes")
            try await terminal.screen(showing: "it ended with 0")
            #expect(!home.exists(".codex/config.toml") && !home.exists(TestHome.token))
        }
    }
}
