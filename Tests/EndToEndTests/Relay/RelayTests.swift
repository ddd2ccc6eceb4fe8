import FakeArgo
import Foundation
import Testing

/// A shim that lends its way, and others that use it.
@Suite(.timeLimit(.minutes(2)))
struct RelayTests {
    @Test func `a shim goes through the relay of another, with TLS to Argo itself`() async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            let home = try TestHome()
            let port = try FreePort.next()
            try await RunningShim.with(home, argo: argo, options: ["--no-update-settings"]) { lender in
                try await RunningProgram.with(try home.argoShim(loan(lender.port, port))) { loan in
                    let line = try await loan.errors.line(containing: "The relay listens on 127.0.0.1:\(port)")
                    #expect(line.contains("leads to apps.inside.anl.gov:443"))
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
                let reply = try await lender.curl().post("/v1/messages", Request.messages)
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
                try await RunningShim.with(stranger, try via(stranger, port)) { other in
                    let reply = try await other.curl().post("/v1/messages", Request.messages)
                    #expect(reply.status == 503 && reply.body.contains("has another token than this machine"), "\(reply)")
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

    @Test(arguments: [
        (["relay", "serve", "--bind", "nosuch0"], "neither an address nor a network interface"),
        (["run", "--via", "login7", "--direct"], "exclude each other"), (["run", "--via", "login7:x"], "--via"),
        (["run", "--via", "login7", "--host", "h"], "--host is about the SSH tunnel, which --via does without"),
    ])
    func `what cannot be meant is refused`(_ arguments: [String], _ words: String) async throws {
        let home = try TestHome()
        let end = try await RunningProgram.run(try home.argoShim(arguments))
        #expect(end.status == .code(2) && end.errors.contains(words), "\(end)")
    }

    private func loan(_ shim: Int, _ port: Int) -> [String] {
        ["relay", "serve", "--port", "\(shim)", "--bind", "127.0.0.1:\(port)"]
    }

    private func via(_ home: TestHome, _ port: Int) throws -> Command {
        try home.argoShim([
            "run", "--via", "127.0.0.1:\(port)", "--ca-file", "\(home.path)/authorities.pem", "--port", "0", "--user", "tester",
            "--no-update-settings",
        ])
    }
}
