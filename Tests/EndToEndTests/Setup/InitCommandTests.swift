import FakeArgo
import Foundation
import Testing

/// The first set-up, by the real program.
@Suite(.timeLimit(.minutes(10))) struct InitCommandTests {
    private static let file = ".config/argo-shim/config.yaml"

    private func run(_ home: TestHome, _ arguments: [String]) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(["init"] + arguments))
    }

    @Test func `without a terminal it asks nothing, names the options, and writes nothing`() async throws {
        let home = try TestHome()
        let finished = try await run(home, ["--user", "alice"])
        #expect(finished.status == .code(2), "\(finished)")
        #expect(finished.errors.hasPrefix("error: Cannot ask questions without a terminal.\n"), "\(finished)")
        for option in ["--yes", "--user NAME", "--clients NAMES", "--direct"] { #expect(finished.errors.contains(option)) }
        #expect(try home.names(in: ".") == ["tmp"])
    }

    @Test func `every answer is an option`() async throws {
        let home = try TestHome()
        try home.makeFolder(".codex")
        try home.makeFolder(".claude")
        let finished = try await run(
            home, ["--yes", "--no-check", "--user", "alice", "--direct", "--clients", "codex", "--port", "4000", "--log-level", "debug"])
        #expect(finished.status == .code(0), "\(finished)")
        for part in [
            "$CELS_USERNAME is set to another name", "user: alice", "direct: true", "Wrote \(home.path)/\(Self.file)\n", "codex: wrote ",
            "the settings of claude-code, too", "Next: argo-shim start",
        ] { #expect(finished.errors.contains(part), "\(part) in \(finished)") }
        let validation = try await RunningProgram.run(try home.argoShim("config", "validate"))
        #expect(validation.output.contains("is valid: 4 settings."), "\(validation)")
        #expect(try home.mode(Self.file) == 0o600)
        #expect(try #require(home.text(".codex/config.toml")).contains("http://127.0.0.1:4000/v1"))
        #expect(!home.exists(TestHome.settings))
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(!finished.errors.contains(token) && !finished.output.contains(token))

        let again = try await run(home, ["--yes"])
        #expect(again.status == .code(1) && again.errors.contains("was not changed: \(home.path)/\(Self.file)"), "\(again)")
    }

    @Test func `with no client the settings of all are left alone`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        let finished = try await run(home, ["--yes", "--no-check", "--direct", "--clients", "none"])
        #expect(finished.status == .code(0), "\(finished)")
        #expect(try #require(home.text(Self.file)).contains("\nno-update-settings: true\n"))
        #expect(!home.exists(TestHome.token))
    }

    @Test(arguments: [
        (["--clients", "nonsense"], "--clients"), (["--user", "two words"], "The user name for Argo is not valid."),
        (["--direct", "--jump", "a"], "--jump is for the SSH tunnel"),
        (["--ca-file", "absent.pem"], "absent.pem.\n  Inspect it: openssl x509 -in "),
        (["--no-fix", "nonsense"], "Unknown fix: nonsense."),
    ])
    func `a wrong answer ends with 2 and writes nothing`(arguments: [String], words: String) async throws {
        let home = try TestHome()
        let finished = try await run(home, ["--yes", "--no-check"] + arguments)
        #expect(finished.status == .code(2) && finished.errors.contains(words), "\(finished)")
        #expect(!home.exists(Self.file), "\(finished)")
    }

    @Test func `at a terminal it asks, looks, shows and writes`() async throws {
        let home = try TestHome()
        try home.makeFolder(".codex")
        try home.makeFolder(".zed")
        try home.makeFolder(".config/zed")
        try home.write("{}", to: TestHome.globusTokens)
        try await withFakeArgo(tls: .generated()) { argo in
            let certificates = try #require(argo.certificates)
            try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
            let command = try home.argoShim("init", "--upstream", "127.0.0.1:\(argo.port)", "--ca-file", "authorities.pem")
            let finished = try await TestTerminal.run(
                command,
                [
                    .init(prompt: "Your ANL user name [tester]: ", answer: "two words"),
                    .init(prompt: "Your ANL user name [tester]: ", answer: "tester"),
                    .init(prompt: "through argo-shim, too? yes or no [yes]: ", answer: "no"),
                    .init(prompt: "Names, all or none [all]: ", answer: "codex"), .init(prompt: "Write it? yes or no [yes]: ", answer: ""),
                ])
            #expect(finished.status == .code(0), "\(finished)")
            for part in [
                "Not a user name.", "ok    argo            apps.inside.anl.gov has a valid certificate",
                "Installed clients: codex, zed", "ca-file: \"\(home.path)/authorities.pem\"", "codex: wrote ",
                "Next: argo-shim start",
            ] { #expect(finished.output.contains(part), "\(part) in \(finished)") }
            #expect(!finished.output.contains("zed: wrote"))
            try await RunningShim.with(home, try home.argoShim("run", "--port", "0")) { shim async throws in
                #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
            }
        }
    }

    @Test(arguments: ["no", "\u{4}"])
    func `at a terminal no, and the end of the input, write nothing`(answer: String) async throws {
        let home = try TestHome()
        let finished = try await TestTerminal.run(
            try home.argoShim("init", "--no-check", "--user", "alice", "--direct"), [.init(prompt: "Write it?", answer: answer)])
        #expect(finished.status == .code(1) && finished.output.contains("Nothing was written."), "\(finished)")
        #expect(!home.exists(Self.file))
    }
}

/// The first set-up with real SSH servers, to which it must not log in.
@Suite(.timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct InitRouteTests {
    private static let file = ".config/argo-shim/config.yaml"

    private func run(_ route: TestRoute) async throws -> FinishedProgram {
        let options = try TestRoute.options(route.home, argo: route.argo).dropFirst()
        return try await RunningProgram.run(try route.home.argoShim(["init", "--yes"] + options))
    }

    @Test func `keys, servers and host keys are looked at without a login, and the shim starts with what was written`() async throws {
        try await TestRoute.with { route async throws in
            let finished = try await run(route)
            #expect(finished.status == .code(0), "\(finished)")
            for part in [
                "ok    ssh-keys        jump: \(route.home.path)/ssh/id",
                "ok    hop             jump is reachable and has the known host key: \(route.home.path)/ssh/known_hosts:1",
                "-     hop             last is behind jump, which needs a login",
            ] { #expect(finished.errors.contains(part), "\(part) in \(finished)") }
            for word in ["Accepted", "Failed", "Invalid user"] { #expect(!route.jump.program.errors.text.contains(word)) }
            let status = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(status.output.contains("are allowed.") && !status.output.contains("Last successful login"), "\(status)")
            try await RunningShim.with(route.home, try route.home.argoShim("run", "--port", "0")) { shim async throws in
                #expect(shim.announcement.contains("tunnel through jump, last"))
            }
        }
    }

    @Test func `a host key that has changed is told, and the exit code says that something is wrong`() async throws {
        try await TestRoute.with { route async throws in
            let other = try await SSHServer.makeKey("ssh/other", in: route.home)
            try route.home.write("[127.0.0.1]:\(route.jump.port) \(other)\n", to: "ssh/known_hosts")
            let finished = try await run(route)
            #expect(finished.status == .code(3) && finished.errors.contains("FAIL  hop"), "\(finished)")
            #expect(finished.errors.contains("has changed: someone may be intercepting the connection"), "\(finished)")
            #expect(route.home.text("ssh/known_hosts") == "[127.0.0.1]:\(route.jump.port) \(other)\n")
            #expect(route.home.exists(Self.file))
        }
    }

    @Test func `a server that cannot be reached is told with its address, and the answers are written all the same`() async throws {
        try await TestRoute.with { route async throws in
            try TestRoute.writeConfiguration(in: route.home, ports: ["jump": 1, "last": route.last.port])
            let finished = try await run(route)
            #expect(finished.status == .code(3), "\(finished)")
            #expect(finished.errors.contains("FAIL  hop             Cannot reach jump (127.0.0.1:1): "), "\(finished)")
            #expect(finished.errors.contains("Check again: argo-shim doctor") && route.home.exists(Self.file))
        }
    }

    @Test func `a host key that is not known is shown with its fingerprint, and kept nowhere`() async throws {
        try await TestRoute.with { route async throws in
            try route.home.write("", to: "ssh/known_hosts")
            let finished = try await run(route)
            #expect(
                finished.status == .code(0) && finished.errors.contains("its host key is not known yet: ssh-ed25519 SHA256:"),
                "\(finished)")
            #expect(route.home.text("ssh/known_hosts") == "")
        }
    }
}
