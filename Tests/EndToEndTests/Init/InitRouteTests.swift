import Foundation
import Testing

/// The first set-up with real SSH servers, to which it must not log in.
@Suite(.timeLimit(.minutes(2)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct InitRouteTests {
    private static let file = ".config/argo-shim/config.yaml"

    private func run(_ route: TestRoute) async throws -> FinishedProgram {
        let options = try TestRoute.options(route.home, argo: route.argo).dropFirst()
        return try await RunningProgram.run(try route.home.argoShim(["init", "--yes"] + options))
    }

    @Test func `keys, servers and host keys are looked at without a login, and the shim starts with what was written`() async throws {
        try await TestRoute.with { route async throws in
            let finished = try await run(route)
            #expect(finished.status == .code(0), "\(finished)")
            for part in [
                "ok    ssh-keys        jump: \(route.home.path)/ssh/id",
                "ok    hop             jump can be reached, and shows the key that is known for it: \(route.home.path)/ssh/known_hosts:1",
                "-     hop             last is reached through jump, which takes a login",
            ] { #expect(finished.errors.contains(part), "\(part) in \(finished)") }
            for word in ["Accepted", "Failed", "Invalid user"] { #expect(!route.jump.program.errors.text.contains(word)) }
            let status = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(status.output.contains("are allowed.") && !status.output.contains("The last success"), "\(status)")
            try await RunningShim.with(route.home, try route.home.argoShim("run", "--port", "0")) { shim async throws in
                #expect(shim.announcement.contains("tunnel through jump, last"))
            }
        }
    }

    @Test func `a host key that has changed is told, and the exit code says that something is wrong`() async throws {
        try await TestRoute.with { route async throws in
            let other = try await SSHServer.makeKey("ssh/other", in: route.home)
            try route.home.write("[127.0.0.1]:\(route.jump.port) \(other)\n", to: "ssh/known_hosts")
            let finished = try await run(route)
            #expect(finished.status == .code(3) && finished.errors.contains("FAIL  hop"), "\(finished)")
            #expect(finished.errors.contains("shows another host key than the known one"), "\(finished)")
            #expect(route.home.text("ssh/known_hosts") == "[127.0.0.1]:\(route.jump.port) \(other)\n")
            #expect(route.home.exists(Self.file))
        }
    }

    @Test func `a server that cannot be reached is told with its address, and the answers are written all the same`() async throws {
        try await TestRoute.with { route async throws in
            try TestRoute.writeConfiguration(in: route.home, ports: ["jump": 1, "last": route.last.port])
            let finished = try await run(route)
            #expect(finished.status == .code(3), "\(finished)")
            #expect(finished.errors.contains("FAIL  hop             Cannot reach jump (127.0.0.1:1): "), "\(finished)")
            #expect(finished.errors.contains("To look again: argo-shim doctor") && route.home.exists(Self.file))
        }
    }

    @Test func `a host key that is not known is shown with its fingerprint, and kept nowhere`() async throws {
        try await TestRoute.with { route async throws in
            try route.home.write("", to: "ssh/known_hosts")
            let finished = try await run(route)
            #expect(
                finished.status == .code(0) && finished.errors.contains("shows a key that is not known yet: ssh-ed25519 SHA256:"),
                "\(finished)")
            #expect(route.home.text("ssh/known_hosts") == "")
        }
    }
}
