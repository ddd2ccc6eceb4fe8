import Testing

/// A shim that comes and goes for as long as a laptop lives. Alone on two cores it takes three minutes.
@Suite(.timeLimit(.minutes(20))) struct CycleTests {
    @Test func `it starts and stops a thousand times, and leaves nothing behind`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<4 { tasks.addTask { try await cycle(250) } }
            try await tasks.waitForAll()
        }
    }

    /// Starts and stops a shim in a home of its own, until something goes wrong.
    private func cycle(_ count: Int) async throws {
        let home = try TestHome()
        try await BackgroundShim.with(home) { shim in
            for _ in 0..<count {
                let started = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
                // It runs, and says that nobody listens there, where that is known within the time that it waits for it.
                try #require([.code(0), .code(3)].contains(started.status), "\(started)")
                let stopped = try await shim.run("stop")
                try #require(stopped.status == .code(0) && stopped.errors.contains("is stopped"), "\(stopped)")
            }
            let names = try home.names(in: ".local/state/argo-shim").filter { $0.hasPrefix("shim.") }
            #expect(names.allSatisfy { $0.hasSuffix(".log") }, "\(names)")
        }
    }
}
