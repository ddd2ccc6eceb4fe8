import FakeArgo
import Foundation
import Testing

/// The real program over real SSH servers.
@Suite(.timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct TunnelTests {
    @Test func `a request goes through two SSH servers, and the program listens on nothing but its port`() async throws {
        try await TestRoute.with { route async throws in
            try await RunningShim.with(route.home, try route.command()) { shim in
                #expect(shim.announcement.hasSuffix("(tunnel through jump, last)"))
                let reply = try await shim.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 200 && reply.body.contains("You said: Say hi"), "\(reply)")
                let status = try await shim.curl().get("/v1/status").body
                #expect(status.contains(#""tunnel":{"state":"up","hop":null,"#), "\(status)")
                let requests = await route.argo.requests
                #expect(requests.allSatisfy { $0.values(of: "host") == ["apps.inside.anl.gov"] })
                #if os(Linux)
                    #expect(try ListeningPorts.of(process: shim.program.processID) == [shim.port])
                #endif
                let end = await shim.stop()
                #expect(end.status == .code(0), "\(end)")
                #expect(!end.errors.contains("EventLoop"), "\(end)")
            }
            // It has told Claude Code, and has counted no failure.
            #expect(try #require(route.home.text(TestHome.settings)).contains("apiKeyHelper"))
            let status = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(status.status == .code(5) && status.output.contains("are allowed"), "\(status)")
        }
    }

    @Test func `after a kill of the first server a stream is cut where it was, and the next request needs no help`() async throws {
        let gate = Gate()
        let event = #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"half an ans"}}]}"#
        let stream = Script(path: "/argoapi/v1/chat/completions", [.streamHead, .event(nil, event), .open(gate)])
        try await TestRoute.with(scripts: [stream]) { route async throws in
            try await RunningShim.with(route.home, try route.command()) { shim in
                let client = try shim.curlCommand(
                    "/v1/chat/completions", #"{"model":"gpt4o","user":"u","stream":true,"messages":[]}"#)
                try await RunningProgram.with(client) { curl in
                    let first = try await curl.output.line(containing: "half an ans")
                    #expect(first == "data: " + event)
                    try await route.jump.killConnections()
                    let end = await curl.end()
                    #expect(end.status != .code(0), "a stream that broke must not look whole")
                    #expect(!end.output.contains("[DONE]"), "\(end)")
                    #expect(end.output.components(separatedBy: "half an ans").count == 2)
                }
                let reply = try await shim.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 200, "\(reply)")
                _ = try await shim.program.errors.line(containing: "tunnel up reconnections=1")
            }
        }
    }

    @Test func `a signal builds the tunnel anew, and goes on with its requests`() async throws {
        try await TestRoute.with { route async throws in
            try await RunningShim.with(route.home, try route.command()) { shim in
                shim.program.send(SIGUSR1)
                let reply = try await shim.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 200, "\(reply)")
                let end = await shim.stop(with: SIGINT)
                #expect(end.status == .code(0), "\(end)")
            }
        }
    }

    @Test func `a login that is refused ends with 4, says why and leaves the settings alone; two pause logins until a reset`() async throws
    {
        try await TestRoute.with { route async throws in
            _ = try await SSHServer.makeKey("ssh/stranger", in: route.home)
            try TestRoute.writeConfiguration(
                in: route.home, ports: ["jump": route.jump.port, "last": route.last.port], identity: "stranger")
            for words in ["jump refused the login", "jump refused the login", "are paused until"] {
                let end = try await RunningProgram.run(try route.command())
                #expect(end.status == .code(4), "\(end)")
                #expect(end.errors.contains(words), "\(end)")
                #expect(end.output.isEmpty, "\(end)")
            }
            #expect(route.home.text(TestHome.settings) == nil)

            let paused = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(paused.status == .code(4) && paused.output.contains("Failed logins in a row: 2"), "\(paused)")
            let reset = try await RunningProgram.run(try route.home.argoShim("reset"))
            #expect(reset.status == .code(0) && reset.output.contains("are allowed") && !reset.output.contains("in a row"), "\(reset)")
            let allowed = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(allowed.status == .code(5), "\(allowed)")
        }
    }

    @Test func `a shim that waits out a pause which others have brought about goes on at a reset`() async throws {
        try await TestRoute.with { route async throws in
            let port = try FreePort.next()
            try await RunningShim.with(route.home, try route.command(port: port)) { shim in
                _ = try await SSHServer.makeKey("ssh/stranger", in: route.home)
                try TestRoute.writeConfiguration(
                    in: route.home, ports: ["jump": route.jump.port, "last": route.last.port], identity: "stranger")
                for _ in 1...2 { #expect(try await RunningProgram.run(try route.command()).status == .code(4)) }
                try await route.jump.killConnections()
                _ = try await shim.program.errors.line(containing: "tunnel down reason=")
                let login = try await RunningProgram.run(try route.home.argoShim("login", "--port", "\(port)"))
                #expect(login.status == .code(3) && login.errors.contains("are paused until"), "\(login)")

                let reset = try await RunningProgram.run(try route.home.argoShim("reset"))
                #expect(reset.status == .code(0), "\(reset)")
                #expect(reset.errors.contains("The shim on port \(port) is logging in now."), "\(reset)")
                #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
                // A shim that waits for nothing has nothing to say.
                let again = try await RunningProgram.run(try route.home.argoShim("reset"))
                #expect(again.status == .code(0) && !again.errors.contains("The shim on port"), "\(again)")
            }
        }
    }

    @Test func `a changed host key ends with 4, with both fingerprints, and nothing is sent`() async throws {
        try await TestRoute.with { route async throws in
            let other = try await SSHServer.makeKey("ssh/other", in: route.home)
            try route.home.write("[127.0.0.1]:\(route.jump.port) \(other)\n", to: "ssh/known_hosts")
            let end = try await RunningProgram.run(try route.command())
            #expect(end.status == .code(4), "\(end)")
            for words in ["has changed: someone", "/ssh/known_hosts, line 1)", "ssh-keygen -f", "help desk"] {
                #expect(end.errors.contains(words), "\(end)")
            }
            #expect(end.errors.components(separatedBy: "SHA256:").count >= 3)
            #expect(!route.jump.program.errors.text.contains("Accepted"))
        }
    }

    @Test func `without a network it says so, tells clients, and goes on by itself when there is one`() async throws {
        let port = try FreePort.next()
        let home = try TestHome()
        try home.makeFolder(".claude")
        let key = try await SSHServer.makeKey("ssh/id", in: home)
        try home.write(key + "\n", to: "ssh/authorized")
        try TestRoute.writeConfiguration(in: home, ports: ["last": port])
        try await withFakeArgo(tls: .generated()) { argo in
            let options = try TestRoute.options(home, argo: argo).filter { $0 != "--jump" && $0 != "jump" }
            try await RunningProgram.with(try home.argoShim(options + ["--nojump", "--port", "0"])) { program in
                let line = try await program.errors.line(containing: "Listening on ")
                _ = try await program.errors.line(containing: "Trying again in")
                let match = try #require(line.firstMatch(of: /Listening on ([0-9]+)/))
                let shimPort = try #require(Int(match.1))
                let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .whitespacesAndNewlines)
                let status = try await Curl(home: home, port: shimPort, token: token).get("/v1/status").body
                // Between two attempts, or in the next one.
                #expect(status.contains(/"tunnel":{"state":"(waiting|connecting)","hop":"last"/), "\(status)")
                #expect(home.text(TestHome.settings) == nil)

                let hostKey = try await SSHServer.makeKey("last/hostkey", in: home)
                try home.write("[127.0.0.1]:\(port) \(hostKey)\n", to: "ssh/known_hosts")
                try await SSHServer.with("last", in: home, port: port, authorizedKeys: home.path + "/ssh/authorized") { _ in
                    _ = try await program.output.line(containing: "Shim running on \(shimPort)")
                    let reply = try await Curl(home: home, port: shimPort, token: token).post("/v1/messages", Request.messages)
                    #expect(reply.status == 200, "\(reply)")
                }
            }
        }
    }

    @Test func `a server that allows no forwards gives a clear 503`() async throws {
        try await TestRoute.with(lastOptions: ["AllowTcpForwarding no"]) { route async throws in
            try await RunningShim.with(route.home, try route.command()) { shim in
                let reply = try await shim.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 503, "\(reply)")
                #expect(reply.body.contains("last refused to connect to 127.0.0.1:\(route.argo.port)"), "\(reply)")
            }
        }
    }

    @Test func `--tunnel-port lets another program in, after a warning`() async throws {
        try await TestRoute.with { route async throws in
            let port = try FreePort.next()
            try await RunningShim.with(route.home, try route.command(["--tunnel-port", "\(port)"])) { shim in
                _ = try await shim.program.errors.line(containing: "every user and program on this machine can reach Argo")
                let finished = try await RunningProgram.run(route.modelsCommand(throughPort: port))
                #expect(finished.output.contains("gpt4o"), "\(finished)")
            }
        }
    }

    @Test func `a program at --tunnel-port can tell a shim that was killed from the end of an answer`() async throws {
        let reader = """
            import os, socket, ssl, sys
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1]))))
            below = socket.socket(fileno=os.dup(connection.fileno()))
            print("connected", flush=True)
            try:
                while below.recv(4096):
                    pass
                print("end")
            except ConnectionResetError:
                print("reset")
            """
        try await TestRoute.with { route async throws in
            let port = try FreePort.next()
            try await RunningShim.with(route.home, try route.command(["--tunnel-port", "\(port)"])) { shim in
                let command = Command(
                    program: "/usr/bin/env", arguments: ["python3", "-c", reader, "\(port)"], environment: route.home.environment,
                    folder: route.home.path)
                try await RunningProgram.with(command) { program in
                    _ = try await program.output.line(containing: "connected")
                    shim.program.send(SIGKILL)
                    let end = await program.end()
                    #expect(end.output.hasSuffix("reset\n"), "\(end)")
                }
            }
        }
    }
}

#if os(Linux)
    /// The TCP ports that a process listens on, from proc(5).
    enum ListeningPorts {
        /// The kernel gives its table in pieces, between which entries move: one look can miss some.
        private static let looks = 5

        static func of(process: Int32) throws -> Set<Int> {
            try (0..<looks).reduce(into: []) { ports, _ in ports.formUnion(try look(at: process)) }
        }

        private static func look(at process: Int32) throws -> [Int] {
            let folder = "/proc/\(process)/fd"
            // A descriptor may be gone since the list was made.
            let links = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
                try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
            }
            return ["tcp", "tcp6"].flatMap { table -> [Int] in
                let text = FileManager.default.contents(atPath: "/proc/\(process)/net/\(table)") ?? Data()
                return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
                    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode; state 0A is LISTEN.
                    let fields = line.split(separator: " ", omittingEmptySubsequences: true)
                    guard fields.count > 9, fields[3] == "0A", links.contains("socket:[\(fields[9])]") else { return nil }
                    return fields[1].split(separator: ":").last.flatMap { Int($0, radix: 16) }
                }
            }
        }
    }
#endif
