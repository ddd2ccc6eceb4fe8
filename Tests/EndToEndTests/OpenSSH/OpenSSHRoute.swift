import Foundation
import Testing

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
