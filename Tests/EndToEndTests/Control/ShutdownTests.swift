import FakeArgo
import Foundation
import Testing

/// A shim that is stopped while an answer is under way.
@Suite(.timeLimit(.minutes(10))) struct ShutdownTests {
    private static let notice = "A response in progress has ten seconds to finish."
    private static let question = #"{"model":"gpt4o","user":"u","stream":true,"messages":[]}"#

    /// Does something once the shim has been told to stop, and waits for an answer of which a gate holds the second half back.
    ///
    /// - Returns: how the client ended, and the shim.
    private func stop(_ gate: Gate, then act: (RunningShim) -> Void) async throws -> (client: FinishedProgram, shim: FinishedProgram) {
        let home = try TestHome()
        return try await withFakeArgo(tls: .generated(), scripts: [.inTwoParts(gate)]) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await RunningProgram.with(try shim.curlCommand("/v1/chat/completions", Self.question)) { curl in
                    _ = try await curl.output.line(containing: "first")
                    shim.program.send(SIGINT)
                    _ = try await shim.program.errors.line(containing: Self.notice)
                    act(shim)
                    return (await curl.end(), await shim.program.end())
                }
            }
        }
    }

    @Test func `an answer that is under way has its time to finish`() async throws {
        let gate = Gate()
        let ends = try await stop(gate) { _ in gate.open() }
        #expect(ends.client.status == .code(0) && ends.client.output.contains("[DONE]"), "\(ends)")
        #expect(ends.shim.status == .code(0), "\(ends)")
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a second signal breaks off at once`(signal: Int32) async throws {
        let begin = ContinuousClock.now
        let ends = try await stop(Gate()) { $0.program.send(signal) }
        #expect(ends.client.status != .code(0) && !ends.client.output.contains("second"), "\(ends)")
        #expect(ends.shim.status == .code(0), "\(ends)")
        // Left alone, the answer would have had ten seconds from the first signal on.
        #expect(ContinuousClock.now - begin < .seconds(10))
    }
}

/// A shim that comes and goes for as long as a laptop lives. Alone on two cores it takes three minutes.
@Suite(.timeLimit(.minutes(100))) struct CycleTests {
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
                try #require(stopped.status == .code(0) && stopped.errors.contains("Stopped the shim"), "\(stopped)")
            }
            let names = try home.names(in: ".local/state/argo-shim").filter { $0.hasPrefix("shim.") }
            #expect(names.allSatisfy { $0.hasSuffix(".log") }, "\(names)")
        }
    }
}
