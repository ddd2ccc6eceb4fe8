import FakeArgo
import Foundation
import Testing

/// The first set-up, by the real program.
@Suite(.timeLimit(.minutes(2))) struct InitCommandTests {
    private static let file = ".config/argo-shim/config.yaml"

    private func run(_ home: TestHome, _ arguments: [String]) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(["init"] + arguments))
    }

    @Test func `without a terminal it asks nothing, names the options, and writes nothing`() async throws {
        let home = try TestHome()
        let finished = try await run(home, ["--user", "alice"])
        #expect(finished.status == .code(2) && finished.errors.hasPrefix("error: Nobody can be asked here.\n"), "\(finished)")
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
            "the settings of claude-code all the same", "Next: argo-shim start",
        ] { #expect(finished.errors.contains(part), "\(part) in \(finished)") }
        let validation = try await RunningProgram.run(try home.argoShim("config", "validate"))
        #expect(validation.output.contains("is right: 4 settings."), "\(validation)")
        #expect(try home.mode(Self.file) == 0o600)
        #expect(try #require(home.text(".codex/config.toml")).contains("http://127.0.0.1:4000/v1"))
        #expect(!home.exists(TestHome.settings))
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(!finished.errors.contains(token) && !finished.output.contains(token))

        let again = try await run(home, ["--yes"])
        #expect(again.status == .code(1) && again.errors.contains("it is left as it is: \(home.path)/\(Self.file)"), "\(again)")
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
        (["--clients", "nonsense"], "--clients"), (["--user", "two words"], "The user name for Argo is not a user name."),
        (["--direct", "--jump", "a"], "--jump is about the SSH tunnel"), (["--ca-file", "absent.pem"], "absent.pem cannot be read"),
        (["--no-fix", "nonsense"], "There is no fix called nonsense."),
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
                    .init(prompt: "Your user name at the laboratory [tester]: ", answer: "two words"),
                    .init(prompt: "Your user name at the laboratory [tester]: ", answer: "tester"),
                    .init(prompt: "asked through argo-shim too? yes or no [yes]: ", answer: "no"),
                    .init(prompt: "Names, all or none [all]: ", answer: "codex"), .init(prompt: "Write it? yes or no [yes]: ", answer: ""),
                ])
            #expect(finished.status == .code(0), "\(finished)")
            for part in [
                "That is no user name", "ok    argo            apps.inside.anl.gov is what its certificate says",
                "Clients that are installed: codex, zed", "ca-file: \"\(home.path)/authorities.pem\"", "codex: wrote ",
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
