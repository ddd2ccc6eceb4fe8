import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// `argo-shim doctor`, on homes in which something is wrong.
@Suite(.timeLimit(.minutes(10))) struct DoctorTests {
    private let home: TestHome

    init() throws {
        home = try TestHome()
        try home.makeFolder(".claude")
    }

    /// Runs it, towards an upstream at which nobody listens unless another is given.
    private func doctor(
        _ options: [String] = [], upstream: [String] = ["--upstream", "127.0.0.1:1"], environment: [String: String] = [:]
    ) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(["doctor"] + upstream + options, environment: environment))
    }

    private func upstream(_ argo: FakeArgo) throws -> [String] {
        let certificates = try #require(argo.certificates)
        try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
        return ["--upstream", "127.0.0.1:\(argo.port)", "--ca-file", "\(home.path)/authorities.pem", "--user", "tester"]
    }

    /// The line of a finding, which begins with its state.
    private func line(_ check: String, in finished: FinishedProgram) -> String {
        finished.output.split(separator: "\n").first { $0.dropFirst(6).hasPrefix(check + " ") }.map(String.init) ?? ""
    }

    @Test func `a way that works is good as far as the answer of a model, and leaves nothing behind`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            let finished = try await doctor(["--spend"], upstream: try upstream(argo))
            #expect(finished.status == .code(0) && finished.errors.isEmpty, "\(finished)")
            #expect(line("argo", in: finished).contains("apps.inside.anl.gov has a valid certificate"), "\(finished)")
            #expect(line("completion", in: finished).hasPrefix("ok"), "\(finished)")
            #expect(await argo.requests.contains { $0.path == "/argoapi/v1/messages" })
        }
        #expect(!home.exists(".local") && !home.exists(TestHome.settings))
    }

    @Test func `an Argo that nobody has verified is not called what it says it is`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            let options = ["--upstream", "127.0.0.1:\(argo.port)", "--insecure-skip-verify", "--user", "tester"]
            let finished = try await doctor(["--spend"], upstream: options)
            #expect(finished.status == .code(3), "\(finished)")
            #expect(line("argo", in: finished).hasPrefix("warn  argo            The server lists "), "\(finished)")
            #expect(line("completion", in: finished).hasPrefix("ok"), "\(finished)")
        }
    }

    @Test func `an Argo that leaves out its intermediate certificate is told from one that is not there`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            let untrusted = try await doctor(upstream: ["--upstream", "127.0.0.1:\(argo.port)", "--user", "tester"])
            #expect(untrusted.status == .code(1) && line("argo", in: untrusted).contains("--ca-file"), "\(untrusted)")
        }
        let absent = try await doctor()
        #expect(absent.status == .code(1) && line("argo", in: absent).contains("refused"), "\(absent)")
    }

    @Test func `a running shim is asked with the token of the file`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                let finished = try await doctor(upstream: try upstream(argo))
                #expect(finished.status == .code(0), "\(finished)")
                #expect(line("port", in: finished).contains("listens on port \(shim.port)"), "\(finished)")
                #expect(line("shim", in: finished).hasPrefix("ok"), "\(finished)")
                #expect(line("clients", in: finished).contains("settings.json"), "\(finished)")
                #expect(!finished.output.contains(try shim.token()))
            }
        }
    }

    @Test func `a program that has taken the port is named, and gets no byte`() async throws {
        try await withFakeArgo { squatter in
            let finished = try await doctor(["--port", "\(squatter.port)"])
            #expect(finished.status == .code(1), "\(finished)")
            #expect(line("port", in: finished).contains("is in use by"), "\(finished)")
            #expect(await squatter.connectionCount.accepted == 0)
        }
    }

    @Test func `variables, start-up files and a project's settings that go before ours are named by file and line, without values`()
        async throws
    {
        try home.write("# mine\nexport ANTHROPIC_BASE_URL=http://127.0.0.1:9/secret\nset -gx ANTHROPIC_API_KEY secret\n", to: ".bashrc")
        try home.write("{\n  \"env\": {\n    \"ANTHROPIC_AUTH_TOKEN\": \"secret\"\n  }\n}\n", to: "project/.claude/settings.json")
        var command = try home.argoShim(
            ["doctor", "--upstream", "127.0.0.1:1"],
            environment: ["ANTHROPIC_AUTH_TOKEN": "secret", "HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "example.org"])
        command.folder = home.path + "/project"
        let finished = try await RunningProgram.run(command)
        let output = finished.output
        #expect(output.contains("\(home.path)/.bashrc:2 sets $ANTHROPIC_BASE_URL"), "\(finished)")
        #expect(output.contains("\(home.path)/.bashrc:3 sets $ANTHROPIC_API_KEY"), "\(finished)")
        #expect(output.contains("\(home.path)/project/.claude/settings.json:3 sets env.ANTHROPIC_AUTH_TOKEN"), "\(finished)")
        #expect(line("variables", in: finished).hasPrefix("warn"), "\(finished)")
        #expect(line("proxy", in: finished).hasPrefix("warn"), "\(finished)")
        #expect(!output.contains("secret"))
    }

    @Test func `--fix closes a folder that others can read, and gives drifted settings back what is ours`() async throws {
        _ = try await RunningProgram.run(try home.argoShim("configure", "claude-code", "--port", "4711"))
        let right = try #require(home.text(TestHome.settings))
        try home.write(right.replacing("4711", with: "4712"), to: TestHome.settings)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: home.path + "/.local/state/argo-shim")

        let found = try await doctor()
        #expect(line("permissions", in: found).hasPrefix("FAIL") && line("clients", in: found).hasPrefix("warn"), "\(found)")
        #expect(try home.mode(".local/state/argo-shim") == 0o755)

        let fixed = try await doctor(["--fix"])
        #expect(line("permissions", in: fixed).contains("Fixed") && line("clients", in: fixed).contains("Fixed"), "\(fixed)")
        #expect(try home.mode(".local/state/argo-shim") == 0o700)
        let again = try await doctor()
        #expect(line("permissions", in: again).hasPrefix("ok") && line("clients", in: again).hasPrefix("ok"), "\(again)")
    }

    @Test func `a token in settings that others can read is found, and --fix closes the file`() async throws {
        try home.write("{}", to: TestHome.settings)
        let (file, folder) = ("\(home.path)/\(TestHome.settings)", "\(home.path)/.claude")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        #expect(try await RunningProgram.run(try home.argoShim("configure", "claude-code")).status == .code(0))
        let sentence = "Other users of this machine can read the token in \(file)."
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        #expect(try await !doctor().output.contains(sentence), "nobody gets to the file")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)

        let found = try await doctor()
        // The folder for temporary files may be the user's alone already, as on macOS.
        guard Self.isReachable(home.path) else { return }
        #expect(found.output.contains(sentence) && found.output.contains("chmod 600 '\(file)'"), "\(found)")
        let fixed = try await doctor(["--fix"])
        #expect(fixed.output.contains(sentence), "\(fixed)")
        #expect(try home.mode(TestHome.settings) == 0o600)
        #expect(try await !doctor().output.contains(sentence))
    }

    private static func isReachable(_ folder: String) -> Bool {
        var folder = URL(fileURLWithPath: folder)
        while folder.path != "/" {
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path)
            guard let mode = attributes?[.posixPermissions] as? Int, mode & 0o011 != 0 else { return false }
            folder.deleteLastPathComponent()
        }
        return true
    }

    @Test func `what a write that was cut off has left is named, and stays where it is, also behind a link`() async throws {
        try home.makeFolder("dotfiles")
        try home.write("{}", to: "dotfiles/claude.json")
        try FileManager.default.createSymbolicLink(
            atPath: "\(home.path)/\(TestHome.settings)", withDestinationPath: "\(home.path)/dotfiles/claude.json")
        #expect(try await RunningProgram.run(try home.argoShim("configure", "claude-code")).status == .code(0))
        #expect(try await !doctor().output.contains("is left from an interrupted write"))
        let leftover = "dotfiles/.claude.json.argo-shim-1x9"
        try home.write("an edit", to: leftover)

        let finished = try await doctor(["--fix"])

        #expect(finished.output.contains("\(home.path)/\(leftover) is left from an interrupted write"), "\(finished)")
        #expect(finished.output.contains("rm '\(home.path)/\(leftover)'"), "\(finished)")
        #expect(home.text(leftover) == "an edit")
    }

    @Test func `--json has the same findings, for programs`() async throws {
        let finished = try await doctor(["--json"])
        let document = try JSONDocument(Array(finished.output.utf8))
        #expect(document.value(at: ["version"]).flatMap(document.integer) == 1)
        let findings = try #require(document.value(at: ["findings"]))
        let states = document.elements(of: findings).map { document.value("state", of: $0).flatMap(document.string) }
        #expect(states.count > 8 && states.contains("failure") && states.allSatisfy { $0 != nil })
    }

    @Test func `the SSH route is looked at without a login: names, keys, what the ledger says`() async throws {
        try home.write("0000", to: ".ssh/id_ed25519")
        try home.write("Host jump\n  HostName 127.0.0.1\n  Port 1\n  IdentityFile \(home.path)/.ssh/id_ed25519\n", to: "ssh.config")
        let finished = try await doctor(
            ["--host", "jump", "--nojump", "--ssh-config", "\(home.path)/ssh.config", "--ssh-user", "ana"], upstream: [])
        #expect(finished.status == .code(1), "\(finished)")
        #expect(line("ssh-config", in: finished).contains("ana@127.0.0.1:1"), "\(finished)")
        #expect(line("ssh-keys", in: finished).contains(".ssh/id_ed25519"), "\(finished)")
        #expect(line("host-key", in: finished).hasPrefix("warn"), "\(finished)")
        #expect(line("tcp", in: finished).contains("Cannot reach 127.0.0.1:1: Connection refused."), "\(finished)")
        #expect(line("logins", in: finished).contains("are allowed"), "\(finished)")
        #expect(line("argo", in: finished).contains("needs a login"), "\(finished)")
        #expect(!home.exists(".local/state/argo-shim"))
    }
}
