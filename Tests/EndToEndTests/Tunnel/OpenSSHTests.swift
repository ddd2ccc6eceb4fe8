import FakeArgo
import Foundation
import Testing

/// The way through a connection that the user's own `ssh` holds, over real SSH servers.
@Suite(.timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice))
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
                    #expect(reply.status == 503 && reply.body.contains("ssh opened no stream through last"), "\(reply)")
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

/// A route whose SSH configuration leads to its last server, and has a place for a connection that is kept open.
struct OpenSSHRoute: Sendable {
    let route: TestRoute
    private let socket: SocketFolder

    var home: TestHome { route.home }

    static func with(lastOptions: [String] = [], _ body: (OpenSSHRoute) async throws -> Void) async throws {
        try await TestRoute.with(lastOptions: ["LogLevel VERBOSE"] + lastOptions) { route async throws in
            let socket = try SocketFolder()
            let own = ["Host last", "ProxyJump jump", "ControlPath \(socket.path)/c-%C", ""].joined(separator: "\n")
            try route.home.write(own + (route.home.text("ssh/config") ?? ""), to: "ssh/config")
            try await body(OpenSSHRoute(route: route, socket: socket))
        }
    }

    /// How often somebody has logged in to the last server.
    var logins: Int { route.last.program.errors.text.components(separatedBy: "Accepted publickey").count - 1 }

    /// Holds a connection open for the time of a closure, as a user does with `ssh -NM`.
    func withMaster(_ body: (RunningProgram) async throws -> Void) async throws {
        // A shell stays in between, as with a server: ssh, too, closes every descriptor that it does not know.
        let command = Command(
            program: "/bin/sh", arguments: ["-c", "ssh -v -NM -F ssh/config last; exit $?"],
            environment: home.environment, folder: home.path)
        try await RunningProgram.with(command) { master in
            _ = try await master.errors.line(containing: "[\(socket.path)/c-")
            try await body(master)
            try await end(master)
        }
    }

    /// Has the connection closed, as a user does.
    func end(_ master: RunningProgram) async throws {
        let command = Command(
            program: "/usr/bin/env", arguments: ["ssh", "-F", "\(home.path)/ssh/config", "-O", "exit", "last"],
            environment: home.environment, folder: home.path)
        _ = try await RunningProgram.run(command)
        _ = await master.end()
    }

    /// `argo-shim run` through that connection.
    func command() throws -> Command {
        let options = try TestRoute.options(home, argo: route.argo)
        let rest = options.filter { !["--jump", "jump"].contains($0) }
        return try home.argoShim(rest + ["--openssh", "--port", "0"])
    }
}
