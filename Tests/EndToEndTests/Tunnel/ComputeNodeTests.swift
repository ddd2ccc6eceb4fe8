#if os(Linux)
    import FakeArgo
    import Foundation
    import Testing

    /// A laptop, a login node and a compute node, each in a network of its own. Only the login node reaches Argo; the laptop and the compute
    /// node reach the login node and nothing else.
    @Suite(
        .timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice),
        .enabled(if: PrivateNetwork.arePossible, "needs root, and leave to make networks"))
    struct ComputeNodeTests {
        @Test func `a compute node goes through the relay of the login node, and nobody else does`() async throws {
            try await Site.with { site in
                try await RunningShim.with(site.home, try site.relayProvider(["relay", "serve", "--bind", "compute:9100"], in: site.login))
                {
                    relay in
                    // The interface's name has become its address.
                    _ = try await relay.program.errors.line(
                        containing: "The relay listens on 192.0.2.1:9100 and connects to apps.inside.anl.gov:443")
                    try await RunningShim.with(site.home, try site.borrower("192.0.2.1:9100", in: site.compute)) { shim in
                        try await site.expectAnswer(from: shim, in: site.compute)
                    }
                    // It is not there on the laptop's side.
                    try await RunningShim.with(site.home, try site.borrower("198.51.100.1:9100", in: site.laptop)) { shim in
                        let reply = try await site.ask(shim, in: site.laptop)
                        #expect(reply.contains("cannot connect to 198.51.100.1:9100: connection refused"), "\(reply)")
                    }
                    let direct = try await site.compute.run(["curl", "-q", "-sS", "-m", "5", "http://127.0.0.1:\(site.argo.port)/"])
                    #expect(direct.status != .code(0))
                }
            }
        }

        @Test func `what the login node lends may be a tunnel of its own`() async throws {
            try await Site.with { site in
                let options = ["relay", "serve", "--bind", "192.0.2.1:9100"] + site.tunnel
                try await RunningShim.with(site.home, try site.shim(options, in: site.login)) { relay in
                    #expect(relay.announcement.contains("tunnel through login"))
                    _ = try await relay.program.errors.line(containing: "The relay listens on 192.0.2.1:9100")
                    try await RunningShim.with(site.home, try site.borrower("192.0.2.1:9100", in: site.compute)) { shim in
                        try await site.expectAnswer(from: shim, in: site.compute)
                        // The relay outlives the tunnel, and the borrower does not notice.
                        try await site.server.killConnections()
                        _ = try await relay.program.errors.line(containing: "tunnel down reason=")
                        try await site.expectAnswer(from: shim, in: site.compute)
                    }
                    #expect(site.logins == 2)
                }
            }
        }

        @Test func `a compute node goes through a forward that somebody has made with ssh`() async throws {
            try await Site.with { site in
                let forward = ["-g", "-N", "-L", "192.0.2.1:9300:127.0.0.1:\(site.argo.port)"]
                try await RunningProgram.with(site.ssh(forward, in: site.login)) { ssh in
                    _ = try await ssh.errors.line(containing: "Local forwarding listening on 192.0.2.1 port 9300")
                    let options = ["run", "--tunnel-host", "192.0.2.1", "--tunnel-port", "9300"]
                    try await RunningShim.with(site.home, site.withoutSSH(try site.shim(options, in: site.compute))) { shim in
                        #expect(shim.announcement.contains("through 192.0.2.1:9300"))
                        try await site.expectAnswer(from: shim, in: site.compute)
                    }
                }
            }
        }

        @Test func `a laptop goes through a connection that its user's own ssh keeps, and logs in to nothing`() async throws {
            try await Site.with { site in
                let sockets = try SocketFolder()
                let own = ["Host login", "ControlPath \(sockets.path)/c-%C", ""].joined(separator: "\n")
                try site.home.write(own + (site.home.text("ssh/config") ?? ""), to: "ssh/config")
                try await RunningProgram.with(site.ssh(["-N", "-M"], in: site.laptop)) { ssh in
                    _ = try await ssh.errors.line(containing: "[\(sockets.path)/c-")
                    let options = ["run", "--openssh", "--host", "login", "--target", "127.0.0.1:\(site.argo.port)"]
                    try await RunningShim.with(site.home, try site.shim(options, in: site.laptop)) { shim in
                        #expect(shim.announcement.contains("ssh login"))
                        for _ in 0..<3 { try await site.expectAnswer(from: shim, in: site.laptop) }
                        #expect(site.logins == 1)
                    }
                }
            }
        }

        @Test func `a laptop lends its tunnel to the login node's loopback, over SSH and in both directions`() async throws {
            try await Site.with { site in
                let options = ["run"] + site.tunnel + ["--relay", "login", "--relay-port", "9200"]
                try await RunningShim.with(site.home, try site.shim(options, in: site.laptop)) { laptop in
                    _ = try await laptop.program.errors.line(containing: "The relay listens on 127.0.0.1:9200 of login")
                    try await RunningShim.with(site.home, try site.borrower("127.0.0.1:9200", in: site.login)) { shim in
                        try await site.expectAnswer(from: shim, in: site.login)
                        // More than the windows of SSH hold, upwards.
                        let long = try await site.ask(shim, in: site.login, text: String(repeating: "many words ", count: 400_000))
                        #expect(long.contains("many words"), "\(long.prefix(500))")
                    }
                    // The login node lends its loopback to nobody else.
                    try await RunningShim.with(site.home, try site.borrower("192.0.2.1:9200", in: site.compute)) { shim in
                        let reply = try await site.ask(shim, in: site.compute)
                        #expect(reply.contains("connection refused"), "\(reply)")
                    }
                    try await site.server.killConnections()
                    _ = try await laptop.program.errors.line(2, containing: "The relay listens on 127.0.0.1:9200 of login")
                    try await RunningShim.with(site.home, try site.borrower("127.0.0.1:9200", in: site.login)) { shim in
                        try await site.expectAnswer(from: shim, in: site.login)
                    }
                }
            }
        }
    }

    /// The three networks, a home that all three share, and an SSH server on the login node.
    private struct Site: Sendable {
        let home: TestHome
        let argo: FakeArgo
        let server: SSHServer
        let laptop: PrivateNetwork
        let login: PrivateNetwork
        let compute: PrivateNetwork

        static func with(_ body: (Site) async throws -> Void) async throws {
            let home = try TestHome()
            let key = try await SSHServer.makeKey("ssh/id", in: home)
            try home.write(key + "\n", to: "ssh/authorized")
            try await withFakeArgo(tls: .generated()) { argo in
                let certificates = try #require(argo.certificates)
                try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
                try await PrivateNetwork.with(home) { laptop in
                    try await PrivateNetwork.with(home) { login in
                        try await PrivateNetwork.with(home) { compute in
                            try await login.connect("198.51.100.1", to: laptop, "198.51.100.2", name: "outside")
                            try await login.connect("192.0.2.1", to: compute, "192.0.2.2", name: "compute")
                            try await login.bridge(argo.port, name: "argo") {
                                try await SSHServer.with(
                                    "login", in: home, authorizedKeys: home.path + "/ssh/authorized",
                                    options: ["ListenAddress 198.51.100.1"], wrap: login.wrap
                                ) { server in
                                    let site = Site(home: home, argo: argo, server: server, laptop: laptop, login: login, compute: compute)
                                    try site.writeConfiguration()
                                    try await body(site)
                                }
                            }
                        }
                    }
                }
            }
        }

        private func writeConfiguration() throws {
            try TestRoute.writeConfiguration(in: home, ports: ["login": server.port])
            let text = try #require(home.text("ssh/config")).replacingOccurrences(of: "127.0.0.1", with: "198.51.100.1")
            try home.write(text, to: "ssh/config")
            try home.write("[198.51.100.1]:\(server.port) \(server.hostKey)\n", to: "ssh/known_hosts")
        }

        func shim(_ options: [String], in network: PrivateNetwork) throws -> Command {
            let common = [
                "--ssh-config", "\(home.path)/ssh/config", "--ca-file", "\(home.path)/authorities.pem", "--port", "0", "--user", "tester",
                "--no-update-settings",
            ]
            return network.wrap(try home.argoShim(options + common))
        }

        func relayProvider(_ options: [String], in network: PrivateNetwork) throws -> Command {
            let command = try shim(options + ["--upstream", "127.0.0.1:\(argo.port)"], in: network)
            return withoutSSH(command)
        }

        func borrower(_ relay: String, in network: PrivateNetwork) throws -> Command {
            withoutSSH(try shim(["run", "--via", relay], in: network))
        }

        /// The options of a tunnel of the shim's own.
        var tunnel: [String] {
            ["--nojump", "--host", "login", "--ssh-user", NSUserName(), "--target", "127.0.0.1:\(argo.port)"]
        }

        /// How often somebody has logged in to the login node.
        var logins: Int { server.program.errors.text.components(separatedBy: "Accepted publickey").count - 1 }

        /// The user's own ssh to the login node.
        func ssh(_ options: [String], in network: PrivateNetwork) -> Command {
            // A shell stays in between: ssh closes every descriptor that it does not know, by which Foundation sees that a process has ended.
            let words = ["-c", #"ssh "$@"; exit $?"#, "sh", "-v", "-F", "\(home.path)/ssh/config"] + options + ["login"]
            return network.wrap(Command(program: "/bin/sh", arguments: words, environment: home.environment, folder: home.path))
        }

        func withoutSSH(_ command: Command) -> Command {
            var command = command
            if let place = command.arguments.firstIndex(of: "--ssh-config") { command.arguments.removeSubrange(place...place + 1) }
            return command
        }

        /// curl's reply to a request from the same network.
        func ask(_ shim: RunningShim, in network: PrivateNetwork, text: String = "Say hi") async throws -> String {
            let body = #"{"model":"claude-opus-4-8","max_tokens":100,"messages":[{"role":"user","content":"\#(text)"}]}"#
            try home.write(body, to: "body.json")
            let finished = try await network.run([
                "curl", "-q", "-sS", "--noproxy", "*", "-H", "x-api-key: \(try shim.token())", "--data-binary", "@\(home.path)/body.json",
                "http://127.0.0.1:\(shim.port)/v1/messages",
            ])
            return finished.output
        }

        func expectAnswer(from shim: RunningShim, in network: PrivateNetwork) async throws {
            let reply = try await ask(shim, in: network)
            #expect(reply.contains("You said: Say hi"), "\(reply)")
        }
    }
#endif
