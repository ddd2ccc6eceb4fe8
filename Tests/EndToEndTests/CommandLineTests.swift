import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// Exit codes and words of the real program.
@Suite struct CommandLineTests {
    @Test(arguments: [
        (["--nonsense"], "Unknown option '--nonsense'"),
        (["nonsense"], "argo-shim has no command 'nonsense'"),
        (["run", "--port", "70000", "--direct"], "--port 70000 is not a valid port (0 to 65535)."),
        (["run", "--port", "many", "--direct"], "--port"),
        (["--direct", "--upstream", "127.0.0.1:8443"], "--direct, --upstream, --tunnel-host and --via cannot be used together."),
        (["--direct", "--test", "--dev"], "--test and --dev cannot be used together."),
        (["--upstream", "127.0.0.1"], "--upstream"),
        (["--upstream", "127.0.0.1:0"], "--upstream"),
        (["--direct", "--tunnel-port", "8443"], "--tunnel-port needs --tunnel-host, or the tunnel"),
        (["--direct", "--jump", "a"], "--jump is for the SSH tunnel, which --direct does not use."),
        (["--upstream", "127.0.0.1:9", "--ssh-config", "f"], "--ssh-config is for the SSH tunnel, which --upstream does not use."),
        (["--tunnel-host", "h", "--password"], "--password is for the SSH tunnel, which --tunnel-host does not use."),
        (["--nojump", "--jump", "a"], "--nojump and --jump cannot be used together."),
        (["--jump", "a,,b"], "--jump has '', which is not a server name."),
        (["--host=-oProxyCommand=touch tmp/pwned"], "is not a server name."),
        (["--host", "$(touch tmp/pwned)"], "is not a server name."),
        (["--jump", "user@-oProxyCommand"], "is not a server name."),
        (["--port", "4000", "--tunnel-port", "4000"], "--port and --tunnel-port must be different ports."),
        (["--target", "argo"], "--target"),
        (["--direct", "--pin-spki", "sha256/tooshort"], "--pin-spki"),
        (["--direct", "--insecure-skip-verify", "--ca-file", "a.pem"], "cannot be used together."),
        (["--direct", "--ca-file", "absent.pem"], "Cannot read PEM certificates from absent.pem."),
        (["--direct", "--user", "two words"], "The user name for Argo is not valid."),
        (["--direct", "--max-body", "0"], "--max-body must be 1 to 1024 MiB."),
        (["--direct", "--timeout", "0"], "--timeout must be 1 to 86400 seconds."),
        (["--direct", "--log-level", "loud"], "'loud' is not one of trace, debug"),
        (["token", "rotate", "--token-grace", "-1"], "--token-grace"),
        (["demo", "--port", "70000"], "--port 70000 is not a valid port (0 to 65535)."),
    ])
    func `a command line that is wrong ends with 2, says why and changes nothing`(arguments: [String], words: String) async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim(arguments))
        #expect(finished.status == .code(2), "\(finished)")
        #expect(finished.errors.contains(words), "\(finished)")
        #expect(finished.output.isEmpty, "\(finished)")
        #expect(try home.names(in: ".") == ["tmp"])
    }

    @Test func `a fix that does not exist ends with 2 and lists those that do`() async throws {
        let home = try TestHome()
        let arguments = ["--direct", "--no-fix", "claude-strict-tools", "--no-fix", "nonsense"]
        let finished = try await RunningProgram.run(try home.argoShim(arguments))
        #expect(finished.status == .code(2), "\(finished)")
        #expect(finished.errors.contains("Unknown fix: nonsense."), "\(finished)")
        for name in ["claude-strict-tools", "empty-thinking-blocks", "embedding-batches"] { #expect(finished.errors.contains(name)) }
    }

    @Test func `a port that somebody holds ends with 1, is named with its holder and gets no byte`() async throws {
        let home = try TestHome()
        try home.write(UserSettings.text, to: TestHome.settings)
        try await withFakeArgo { holder in
            let arguments = ["run", "--upstream", "127.0.0.1:9", "--port", "\(holder.port)", "--user", "tester"]
            let finished = try await RunningProgram.run(try home.argoShim(arguments))
            #expect(finished.status == .code(1), "\(finished)")
            #expect(finished.errors.contains("Port \(holder.port) on 127.0.0.1 is in use by "), "\(finished)")
            let ownID = ProcessInfo.processInfo.processIdentifier
            #expect(finished.errors.contains("(process \(ownID))") && finished.errors.contains("kill \(ownID)"), "\(finished)")
            #expect(finished.errors.contains("argo-shim --port PORT"))
            #expect(finished.output.isEmpty, "\(finished)")
            #expect(await holder.connectionCount.accepted == 0)
            // Clients that use the holder's port must not be sent there with our token.
            #expect(home.text(TestHome.settings) == UserSettings.text)
        }
    }

    @Test func `the holder of a port is found among many listeners`() async throws {
        let home = try TestHome()
        var others: [FakeArgo] = []
        // The kernel's table of sockets comes in pieces of some 25 lines.
        for _ in 0..<80 { others.append(try await FakeArgo.start()) }
        for holder in others.prefix(6) {
            let arguments = ["run", "--upstream", "127.0.0.1:9", "--port", "\(holder.port)", "--user", "tester"]
            let finished = try await RunningProgram.run(try home.argoShim(arguments))
            #expect(finished.errors.contains("(process \(ProcessInfo.processInfo.processIdentifier))"), "\(finished)")
        }
        for other in others { await other.shutdown() }
    }

    @Test(arguments: [["version"], ["--version"], ["--help"], ["run", "--help"], ["help", "token"]])
    func `what somebody asks to be told is on standard output`(arguments: [String]) async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim(arguments))
        #expect(finished.status == .code(0), "\(finished)")
        #expect(!finished.output.isEmpty && finished.errors.isEmpty, "\(finished)")
    }

    @Test(arguments: ["sha256/", "sha256//"])
    func `a pinned hash that begins with a slash is read in both spellings`(prefix: String) async throws {
        let home = try TestHome()
        let pin = prefix + String(repeating: "/", count: 42) + "8="
        let finished = try await RunningProgram.run(try home.argoShim("--pin-spki", pin, "--test", "--dev"))
        #expect(finished.errors.contains("--test and --dev cannot be used together"), "\(finished)")
    }

    @Test func `version --json is JSON with the version and the libraries`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("version", "--json"))
        #expect(finished.status == .code(0), "\(finished)")
        let document = try JSONDocument(Array(finished.output.utf8))
        for name in ["version", "libssh2"] {
            let text = try #require(document.value(at: [name]).flatMap(document.string))
            #expect(text.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+.*/) != nil, "\(text)")
        }
        let plain = try await RunningProgram.run(try home.argoShim("--version"))
        let version = try #require(document.value(at: ["version"]).flatMap(document.string))
        #expect(plain.output == "argo-shim \(version)\n")
    }
}
