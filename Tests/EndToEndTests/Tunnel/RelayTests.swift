import FakeArgo
import Foundation
import Testing

/// A shim that lends its way, and others that use it.
@Suite(.timeLimit(.minutes(10)))
struct RelayTests {
    @Test func `a shim goes through the relay of another, with TLS to Argo itself`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            let home = try TestHome()
            let port = try FreePort.next()
            try await RunningShim.with(home, argo: argo, options: ["--no-update-settings"]) { relayProvider in
                try await RunningProgram.with(try home.argoShim(loan(relayProvider.port, port))) { loan in
                    let line = try await loan.errors.line(containing: "The relay listens on 127.0.0.1:\(port)")
                    #expect(line.contains("connects to apps.inside.anl.gov:443"))
                    try await RunningShim.with(home, try via(home, port)) { borrower in
                        #expect(borrower.announcement.hasSuffix("(relay 127.0.0.1:\(port))"))
                        let reply = try await borrower.curl().post("/v1/messages", Request.messages)
                        #expect(reply.status == 200 && reply.body.contains("You said: Say hi"), "\(reply)")

                        loan.send(SIGINT)
                        let end = await loan.end()
                        #expect(end.status == .code(0), "\(end)")
                        let refused = try await borrower.curl().post("/v1/messages", Request.messages)
                        #expect(refused.status == 503 && refused.body.contains("cannot connect to 127.0.0.1:\(port)"), "\(refused)")
                    }
                }
                let reply = try await relayProvider.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 200, "\(reply)")
            }
        }
    }

    @Test func `where no shim runs the relay is one, and it tells another token apart`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            let (home, stranger) = (try TestHome(), try TestHome())
            let port = try FreePort.next()
            let certificates = try #require(argo.certificates)
            for home in [home, stranger] {
                try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
            }
            let arguments = [
                "relay", "serve", "--bind", "127.0.0.1:\(port)", "--upstream", "127.0.0.1:\(argo.port)", "--ca-file",
                "\(home.path)/authorities.pem", "--port", "0", "--user", "tester", "--no-update-settings",
            ]
            try await RunningShim.with(home, try home.argoShim(arguments)) { relay in
                _ = try await relay.program.errors.line(containing: "The relay listens on 127.0.0.1:\(port)")
                let refused = try await RunningProgram.run(try via(stranger, port))
                #expect(refused.status == .code(4) && refused.output.isEmpty, "\(refused)")
                #expect(refused.errors.contains("error: The relay at 127.0.0.1:\(port) has another token than this machine."), "\(refused)")
                // Its own token stays as it is beside the relay's.
                let copy = try #require(home.text(TestHome.token))
                try stranger.write(copy, to: "relay-token")
                let options = ["--relay-token-file", "\(stranger.path)/relay-token"]
                try await RunningShim.with(stranger, try via(stranger, port, options)) { other in
                    #expect(try other.token() != copy.trimmingCharacters(in: .newlines))
                    #expect(try stranger.mode("relay-token") == 0o600)
                    let reply = try await other.curl().post("/v1/messages", Request.messages)
                    #expect(reply.status == 200, "\(reply)")
                }
                try await RunningShim.with(home, try via(home, port)) { borrower in
                    let reply = try await borrower.curl().post("/v1/messages", Request.messages)
                    #expect(reply.status == 200, "\(reply)")
                }
                // A client of HTTP that nobody wrote for this project gets no further.
                let curl = Command(
                    program: "/usr/bin/env",
                    arguments: [
                        "curl", "-q", "-sS", "-v", "-p", "-x", "http://127.0.0.1:\(port)", "https://apps.inside.anl.gov/argoapi/v1/models",
                    ],
                    environment: home.environment, folder: home.path)
                let finished = try await RunningProgram.run(curl)
                #expect(finished.status != .code(0) && finished.errors.contains("407"), "\(finished)")
            }
        }
    }

    @Test func `a relay that cannot be reached is told at the start, and tried again by each request`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            let home = try TestHome()
            let certificates = try #require(argo.certificates)
            try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
            let port = try FreePort.next()
            try await RunningShim.with(home, try via(home, port)) { borrower in
                let warning = try await borrower.program.errors.line(containing: "warning: ")
                #expect(warning.hasPrefix("warning: Cannot connect to 127.0.0.1:\(port): connection refused."), "\(warning)")
                try await RunningShim.with(home, argo: argo, options: ["--no-update-settings"]) { relayProvider in
                    try await RunningProgram.with(try home.argoShim(loan(relayProvider.port, port))) { loan in
                        _ = try await loan.errors.line(containing: "The relay listens on")
                        let reply = try await borrower.curl().post("/v1/messages", Request.messages)
                        #expect(reply.status == 200, "\(reply)")
                    }
                }
            }
        }
    }

    @Test func `a start that waits for a relay which says nothing ends at once when it is told to`() async throws {
        let home = try TestHome()
        try home.write("", to: "authorities.pem")
        let mute = Command(
            program: "/usr/bin/env",
            arguments: [
                "python3", "-c",
                "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); "
                    + "c = s.accept(); print('accepted', flush=True)\nwhile c[0].recv(4096): pass",
            ], environment: home.environment, folder: home.path)
        try await RunningProgram.with(mute) { server in
            let port = try #require(Int(try await server.output.line(containing: "")))
            let command = try home.argoShim(
                "run", "--via", "127.0.0.1:\(port)", "--port", "0", "--user", "tester", "--no-update-settings")
            try await RunningProgram.with(command) { shim in
                _ = try await server.output.line(containing: "accepted")
                shim.send(SIGINT)
                let end = await shim.end()
                #expect(end.status == .code(0) && end.output.isEmpty, "\(end)")
            }
        }
    }

    @Test func `the relay that is a shim takes what the configuration file says, and reads it again`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            let home = try TestHome()
            let certificates = try #require(argo.certificates)
            try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: ".config/argo-shim/authorities.pem")
            let settings = "version: 1\nupstream: 127.0.0.1:\(argo.port)\nca-file: authorities.pem\nno-update-settings: true\n"
            try home.write(settings, to: ".config/argo-shim/config.yaml")
            let port = try FreePort.next()
            let command = try home.argoShim("relay", "serve", "--bind", "127.0.0.1:\(port)", "--port", "0", "--user", "tester")
            try await RunningShim.with(home, command) { relay in
                #expect(relay.announcement.hasSuffix("(through 127.0.0.1:\(argo.port))"))
                try home.write(settings + "log-level: debug\n", to: ".config/argo-shim/config.yaml")
                let reload = try await RunningProgram.run(try home.argoShim("reload"))
                #expect(reload.errors.hasPrefix("log-level is now debug.\n"), "\(reload)")
            }
        }
    }

    @Test(arguments: [
        (["run", "--relay-token-file", "f", "--direct"], "--relay-token-file needs --via."),
        (["run", "--via", "login7", "--relay-token-file", "absent"], "absent does not exist."),
        (["relay", "serve", "--bind", "nosuch0"], "neither an address nor a network interface"),
        (["run", "--via", "login7", "--direct"], "cannot be used together"), (["run", "--via", "login7:x"], "--via"),
        (["run", "--via", "login7", "--host", "h"], "--host is for the SSH tunnel, which --via does not use"),
    ])
    func `what cannot be meant is refused`(_ arguments: [String], _ words: String) async throws {
        let home = try TestHome()
        let end = try await RunningProgram.run(try home.argoShim(arguments))
        #expect(end.status == .code(2) && end.errors.contains(words), "\(end)")
    }

    private func loan(_ shim: Int, _ port: Int) -> [String] {
        ["relay", "serve", "--port", "\(shim)", "--bind", "127.0.0.1:\(port)"]
    }

    private func via(_ home: TestHome, _ port: Int, _ options: [String] = []) throws -> Command {
        try home.argoShim(
            [
                "run", "--via", "127.0.0.1:\(port)", "--ca-file", "\(home.path)/authorities.pem", "--port", "0", "--user", "tester",
                "--no-update-settings",
            ] + options)
    }
}
