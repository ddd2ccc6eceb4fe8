import Testing

/// `argo-shim doctor --login` over real SSH servers.
@Suite(.timeLimit(.minutes(2)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct TunnelDoctorTests {
    @Test func `with --login it goes all the way, and the login counts as any other`() async throws {
        try await TestRoute.with { route async throws in
            let options = try ["doctor", "--login", "--spend"] + TestRoute.options(route.home, argo: route.argo).dropFirst()
            let finished = try await RunningProgram.run(try route.home.argoShim(options))
            #expect(finished.status == .code(0), "\(finished)")
            for part in [
                "ok    tcp             127.0.0.1:\(route.jump.port) can be reached.", "ok    login           The login worked",
                "ok    argo            apps.inside.anl.gov is what its certificate says", "ok    completion",
            ] {
                #expect(finished.output.contains(part), "\(part) in \(finished)")
            }
            let status = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(status.output.contains("The last success"), "\(status)")
        }
    }

    @Test func `a login that is refused is a finding with the way out, and counts once`() async throws {
        try await TestRoute.with { route async throws in
            try route.home.write("", to: "ssh/authorized")
            let options = try ["doctor", "--login"] + TestRoute.options(route.home, argo: route.argo).dropFirst()
            let finished = try await RunningProgram.run(try route.home.argoShim(options))
            #expect(finished.status == .code(1) && finished.output.contains("FAIL  argo"), "\(finished)")
            let status = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(status.output.contains("Failures in a row: 1"), "\(status)")
        }
    }
}
