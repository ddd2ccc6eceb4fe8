import FakeArgo
import Foundation
import Testing

/// The way through a connection that the user's own `ssh` holds, over real SSH servers.
@Suite(.timeLimit(.minutes(2)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct OpenSSHTests {
    @Test func `streams go through the user's connection, and nobody logs in when it goes`() async throws {
        try await OpenSSHRoute.with { route async throws in
            try await route.withMaster { master in
                try await RunningShim.with(route.home, try route.command()) { shim in
                    #expect(shim.announcement.hasSuffix("(ssh last)"))
                    let reply = try await shim.curl().post("/v1/messages", Request.messages)
                    #expect(reply.status == 200 && reply.body.contains("You said: Say hi"), "\(reply)")

                    try await route.end(master)
                    let refused = try await shim.curl().post("/v1/messages", Request.messages)
                    #expect(refused.status == 503 && refused.body.contains("Open one: ssh -fNM -F"), "\(refused)")
                    #expect(route.logins == 1)

                    try await route.withMaster { _ in
                        let again = try await shim.curl().post("/v1/messages", Request.messages)
                        #expect(again.status == 200, "\(again)")
                    }
                    let end = await shim.stop()
                    #expect(end.status == .code(0), "\(end)")
                }
            }
        }
    }

    @Test func `without a connection it ends with 4, names the command, and asks no server for anything`() async throws {
        try await OpenSSHRoute.with { route async throws in
            let end = try await RunningProgram.run(try route.command())
            #expect(end.status == .code(4) && end.errors.contains("Open one: ssh -fNM -F"), "\(end)")
            #expect(route.logins == 0)
            #expect(!route.route.last.program.errors.text.contains("Connection from"))
            #expect(route.home.text(TestHome.settings) == nil)
        }
    }

    @Test func `a server that lets nothing through is told from one that is not there`() async throws {
        try await OpenSSHRoute.with(lastOptions: ["AllowTcpForwarding no"]) { route async throws in
            try await route.withMaster { _ in
                try await RunningShim.with(route.home, try route.command()) { shim in
                    let reply = try await shim.curl().post("/v1/messages", Request.messages)
                    #expect(reply.status == 503 && reply.body.contains("ssh gives no stream through last"), "\(reply)")
                    _ = try await shim.program.errors.line(containing: "ssh ended host=last")
                }
            }
        }
    }

    @Test func `without a ControlPath it says which lines to add`() async throws {
        try await TestRoute.with { route async throws in
            let command = try route.home.argoShim(["run", "--openssh", "--host", "last", "--ssh-config", "\(route.home.path)/ssh/config"])
            let end = try await RunningProgram.run(command)
            #expect(end.status == .code(2) && end.errors.contains("ControlPath ~/.ssh/control-%C"), "\(end)")
        }
    }
}
