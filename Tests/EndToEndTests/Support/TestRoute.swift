import FakeArgo
import Foundation
import Testing

/// Two SSH servers and an embedded Argo behind them, and a home whose SSH configuration knows the way.
struct TestRoute: Sendable {
    let home: TestHome
    let jump: SSHServer
    let last: SSHServer
    let argo: FakeArgo

    /// - Parameters:
    ///   - jumpPort: nil for a free one.
    ///   - passphrase: of the user's key; empty for none.
    ///   - jumpOptions: lines for the first server's configuration.
    ///   - jumpWrap: makes of the command of the first server another one that runs it.
    ///   - lastOptions: lines for the last server's.
    static func with(
        jumpPort: Int? = nil, passphrase: String = "", jumpOptions: [String] = [], lastOptions: [String] = [], scripts: [Script] = [],
        jumpWrap: (Command, TestHome) throws -> Command = { command, _ in command },
        _ body: (TestRoute) async throws -> Void
    ) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        let key = try await SSHServer.makeKey("ssh/id", in: home, passphrase: passphrase)
        try home.write(key + "\n", to: "ssh/authorized")
        let authorized = home.path + "/ssh/authorized"
        try await withFakeArgo(tls: .generated(), scripts: scripts) { argo in
            try await SSHServer.with(
                "jump", in: home, port: jumpPort, authorizedKeys: authorized, options: jumpOptions, wrap: { try jumpWrap($0, home) }
            ) {
                jump in
                try await SSHServer.with("last", in: home, authorizedKeys: authorized, options: lastOptions) { last in
                    let route = TestRoute(home: home, jump: jump, last: last, argo: argo)
                    try writeConfiguration(in: home, ports: ["jump": jump.port, "last": last.port])
                    try route.writeKnownHosts()
                    try await body(route)
                }
            }
        }
    }

    /// The user's SSH configuration: nothing in it leads to the real user's files.
    static func writeConfiguration(in home: TestHome, ports: [String: Int], identity: String = "id") throws {
        var lines: [String] = []
        for (name, port) in ports.sorted(by: { $0.key < $1.key }) { lines += ["Host \(name)", "HostName 127.0.0.1", "Port \(port)"] }
        lines += [
            "Host *", "User \(NSUserName())", "IdentityFile \(home.path)/ssh/\(identity)", "IdentitiesOnly yes", "IdentityAgent none",
            "UserKnownHostsFile \(home.path)/ssh/known_hosts", "GlobalKnownHostsFile /dev/null", "StrictHostKeyChecking yes",
        ]
        try home.write(lines.joined(separator: "\n") + "\n", to: "ssh/config")
    }

    func writeKnownHosts() throws {
        let lines = [jump, last].map { "[127.0.0.1]:\($0.port) \($0.hostKey)\n" }
        try home.write(lines.joined(), to: "ssh/known_hosts")
    }

    /// The options that lead a shim over this route.
    static func options(_ home: TestHome, argo: FakeArgo) throws -> [String] {
        let certificates = try #require(argo.certificates)
        try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
        return [
            "run", "--ssh-config", "\(home.path)/ssh/config", "--jump", "jump", "--host", "last", "--target", "127.0.0.1:\(argo.port)",
            // The same as in the configuration, where the local name counts as none beside $CELS_USERNAME.
            "--ssh-user", NSUserName(), "--ca-file", "\(home.path)/authorities.pem", "--user", "tester",
        ]
    }

    /// `argo-shim run` over this route.
    func command(_ options: [String] = [], port: Int = 0, environment: [String: String] = [:]) throws -> Command {
        try home.argoShim(Self.options(home, argo: argo) + ["--port", "\(port)"] + options, environment: environment)
    }

    /// Another program that asks Argo for its models at a port which leads there (`--tunnel-port`).
    func modelsCommand(throughPort port: Int) -> Command {
        Command(
            program: "/usr/bin/env",
            arguments: [
                "curl", "-q", "-sS", "--cacert", "\(home.path)/authorities.pem", "--connect-to",
                "apps.inside.anl.gov:443:127.0.0.1:\(port)", "https://apps.inside.anl.gov/argoapi/v1/models", "-H", "x-api-key: tester",
            ], environment: home.environment, folder: home.path)
    }
}
