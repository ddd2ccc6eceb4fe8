import FakeArgo
import Foundation
import Testing

/// `argo-shim bugreport`, where everything private has a name that is found again.
@Suite(.timeLimit(.minutes(15))) struct BugReportTests {
    private static let people = ["celia-cels", "argus-argo", "usha-option", "sven-ssh", "cora-config"]
    private static let servers = ["hidden-alias", "node77.private.example", "jumper-alias", "10.77.66.55"]
    private static let files = ["id_unspeakable", "known_unspeakable", "unspeakable-project"]
    private static let bodies = ["the body of a request", "model-of-a-body", "path-of-a-client", "argument-of-a-tool"]
    private static let secrets = [
        "sk-wrong-9876543210", "hunter2-in-rc", "hunter3-in-settings", "hunter4-in-proxy", "hunter5-in-environment",
    ]

    @Test func `nothing private is in a report, and all that helps is`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try home.write(#"{"env": {"SECRET": "hunter3-in-settings"}, "apiKeyHelper": "echo hunter3-in-settings"}"#, to: TestHome.settings)
        try home.write("export ANTHROPIC_BASE_URL=http://hunter2-in-rc@10.77.66.55/hunter2-in-rc\n", to: ".bashrc")
        try home.write("unspeakable-project", to: "unspeakable-project/.claude/settings.json")
        try home.write(
            """
            Host hidden-alias
              HostName node77.private.example
              User cora-config
              IdentityFile \(home.path)/keys/id_unspeakable
              UserKnownHostsFile \(home.path)/keys/known_unspeakable
              ProxyJump jumper-alias
            Host jumper-alias
              HostName 127.0.0.1
              Port 1

            """, to: "ssh/unspeakable-project.config")
        let environment = [
            "CELS_USERNAME": "celia-cels", "ARGO_USER": "argus-argo", "HTTPS_PROXY": "http://usha-option:hunter4-in-proxy@10.77.66.55:1",
            "ANTHROPIC_AUTH_TOKEN": "hunter5-in-environment",
        ]
        try await withFakeArgo(tls: .generated()) { argo in
            let options = ["--log-level", "trace", "--user", "usha-option"]
            try await BackgroundShim.with(home) { shim in
                let started = try await shim.start(argo, options)
                #expect(started.status == .code(0), "\(started)")
                let earlier = try #require(shim.curl().token)
                let curl = try shim.curl()
                let body =
                    #"{"model":"gpt-4o","user":"sven-ssh","messages":[{"role":"user","content":"the body of a request"}],"tools":[{"type":"function","function":{"name":"argument-of-a-tool"}}]}"#
                #expect(try await curl.post("/v1/chat/completions", body).status == 200)
                _ = try await curl.post("/v1/chat/completions", #"{"model":"model-of-a-body","messages":[]}"#)
                _ = try await curl.get("/v1/path-of-a-client?key=\(earlier)")
                _ = try await Curl(home: home, port: shim.port, token: "sk-wrong-9876543210").get("/v1/models")
                _ = try await RunningProgram.run(try home.argoShim("token", "rotate"))
                let token = try #require(shim.curl().token)
                try home.write(
                    "celia-cels asked node77.private.example, 10.77.66.55: \(token) \(earlier)\n", to: ".local/state/argo-shim/service.log")

                var command = try home.argoShim(
                    [
                        "bugreport", "--port", "\(shim.port)", "--ssh-config", "\(home.path)/ssh/unspeakable-project.config", "--host",
                        "hidden-alias", "--ssh-user", "sven-ssh",
                    ], environment: environment)
                command.folder = home.path + "/unspeakable-project"
                let finished = try await RunningProgram.run(command)
                #expect(finished.status == .code(0), "\(finished)")
                let name = finished.output.trimmingCharacters(in: .newlines)
                #expect(name.wholeMatch(of: /argo-shim-report-[0-9TZ]+\.tar\.gz/) != nil, "\(finished)")
                #expect(finished.errors.contains("Check it before you send it: tar -xzOf \(name) | less"), "\(finished)")
                #expect(try home.mode("unspeakable-project/\(name)") == 0o600)
                #expect(try home.names(in: "tmp").allSatisfy { !$0.hasPrefix("argo-shim-report") })

                // The archive itself, with the names of owners and files that it holds.
                let archive = try await RunningProgram.run(
                    Command(
                        program: "/usr/bin/env", arguments: ["gzip", "-dc", name], environment: home.environment, folder: command.folder))
                // Each file is filled up with zeros.
                let text = archive.output.replacing("\0", with: "")
                for helpful in [
                    "argo-shim-report/doctor.json", #""check":"logins""#, #""libssh2""#, #""state":"up""#, "kexalgorithms",
                    "claude-code ~/.claude/settings.json", "route=\"POST /v1/chat/completions\" ", "model=gpt-4o", "status=200",
                    "shim.(host).",
                    "service.log:\n", "HTTPS_PROXY",
                    #""arguments":["--port","…","--upstream","…","--ca-file","…","--user","…","--log-level","…","--user","…"]"#,
                ] { #expect(text.contains(helpful), "\(helpful) is not in\n\(text)") }
                let own = [NSUserName(), home.path, token, earlier, ProcessInfo.processInfo.hostName]
                for secret in Self.people + Self.servers + Self.files + Self.bodies + Self.secrets + own where secret.count > 3 {
                    #expect(!text.lowercased().contains(secret.lowercased()), "\(secret) is in\n\(text)")
                }
            }
        }
    }

    /// A shim runs with the file; then the report is made with it as it is, and with one that nobody can read any more.
    @Test(.enabled(if: SSHServer.isThere, SSHServer.advice), arguments: [false, true])
    func `what stands in the configuration file alone is looked at with it, and stays private`(isBroken: Bool) async throws {
        try await TestRoute.with { route async throws in
            let home = route.home
            let names = ["hidden-alias", "jumper-alias", "usha-option", "unspeakable-project", "former-jumper", "former-last"]
            let servers = ["hidden-alias": route.last.port, "jumper-alias": route.jump.port]
            try TestRoute.writeConfiguration(in: home, ports: servers)
            try home.write(try #require(home.text("ssh/config")), to: "unspeakable-project.config")
            let certificates = try #require(route.argo.certificates)
            try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "unspeakable-project.pem")
            try await BackgroundShim.with(home) { shim in
                let file = ".config/argo-shim/config.yaml"
                try home.write(
                    """
                    version: 1
                    port: \(shim.port)
                    user: usha-option
                    ssh-user: \(NSUserName())
                    host: hidden-alias
                    jump: [jumper-alias]
                    ssh-config: \(home.path)/unspeakable-project.config
                    ca-file: \(home.path)/unspeakable-project.pem
                    target: 127.0.0.1:\(route.argo.port)

                    """, to: file)
                let environment = ["CELS_USERNAME": ""]
                let started = try await RunningProgram.run(try home.argoShim(["start"], environment: environment))
                #expect(started.status == .code(0), "\(started)")
                // The log tells of a way that the file does not lead any more.
                try home.write(
                    "✅ Shim running on 1 -> https://apps.inside.anl.gov/argoapi (tunnel through former-jumper, former-last)\n",
                    to: ".local/state/argo-shim/service.log")
                if isBroken { try home.write("nonsense: [\n" + (try #require(home.text(file))), to: file) }
                let finished = try await RunningProgram.run(try home.argoShim(["bugreport"], environment: environment))
                #expect(finished.status == .code(0), "\(finished)")
                let name = finished.output.trimmingCharacters(in: .newlines)
                let archive = try await RunningProgram.run(
                    Command(
                        program: "/usr/bin/env", arguments: ["tar", "-xzOf", name], environment: home.environment, folder: home.path))
                let text = archive.output
                #expect(text.contains("tunnel through (host), (host)"), "\(text)")
                // What OpenSSH asks where nobody configures anything.
                #expect(text.contains("stricthostkeychecking ask") == isBroken, "\(text)")
                for name in names { #expect(!text.contains(name), "\(name) is in\n\(text)") }
            }
        }
    }

    @Test func `without anything of the shim's a report is made all the same, and leaves nothing else behind`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("bugreport", "--upstream", "127.0.0.1:1"))
        #expect(finished.status == .code(0), "\(finished)")
        let name = finished.output.trimmingCharacters(in: .newlines)
        #expect(Set(try home.names(in: ".")) == ["tmp", name])
    }

    @Test func `where there is no tar it says so`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(
            try home.argoShim(["bugreport", "--upstream", "127.0.0.1:1"], environment: ["PATH": home.path]))
        #expect(finished.status == .code(1) && finished.errors.contains("tar is not installed"), "\(finished)")
        #expect(finished.output.isEmpty)
    }
}
