import FakeArgo
import Foundation
import Testing

/// The program stands still and goes on, as on a machine that is closed and opened again.
@Suite(.timeLimit(.minutes(2)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct SleepTests {
    @Test func `a server that has given the sleeper up is gone back to by itself`() async throws {
        try await TestRoute.with(jumpOptions: ["ClientAliveInterval 2", "ClientAliveCountMax 2"]) { route async throws in
            try await RunningShim.with(route.home, try route.command()) { shim in
                shim.program.send(SIGSTOP)
                _ = try await route.jump.program.errors.line(containing: "Timeout, client not responding")
                shim.program.send(SIGCONT)
                let reply = try await shim.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 200, "\(reply)")
                _ = try await shim.program.errors.line(containing: "tunnel up reconnections=")
                let status = try await RunningProgram.run(try route.home.argoShim("status"))
                #expect(status.status == .code(0) && !status.output.contains("Failures in a row"), "\(status)")
                let end = await shim.stop()
                #expect(end.status == .code(0), "\(end)")
            }
        }
    }

    @Test func `a short sleep in the middle of a stream loses nothing of it`() async throws {
        let asleep = Gate()
        let sent = Gate()
        let events = (0..<200).map {
            #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"part \#($0)"}}]}"#
        }
        let steps: [Step] = [.streamHead, .event(nil, events[0]), .wait(for: asleep)] + events.dropFirst().map { .event(nil, $0) }
        let stream = Script(
            path: "/argoapi/v1/chat/completions", steps + [.event(nil, "[DONE]"), .open(sent), .end])
        try await TestRoute.with(scripts: [stream]) { route async throws in
            try await RunningShim.with(route.home, try route.command()) { shim in
                let client = try shim.curlCommand("/v1/chat/completions", #"{"model":"gpt4o","user":"u","stream":true,"messages":[]}"#)
                try await RunningProgram.with(client) { curl in
                    _ = try await curl.output.line(containing: "part 0")
                    shim.program.send(SIGSTOP)
                    asleep.open()
                    // All of it is on its way while nobody takes it.
                    await sent.wait()
                    shim.program.send(SIGCONT)
                    let end = await curl.end()
                    #expect(end.status == .code(0), "\(end)")
                    let received = end.output.split(separator: "\n").filter { $0.hasPrefix("data: {") }.map { String($0.dropFirst(6)) }
                    #expect(received == events)
                    #expect(end.output.contains("[DONE]"))
                }
                #expect(!shim.program.errors.text.contains("tunnel down"))
            }
        }
    }
}
