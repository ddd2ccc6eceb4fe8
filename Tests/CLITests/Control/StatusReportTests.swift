import Testing
import Tunnel

@testable import CLI
@testable import Daemon
@testable import Shim

struct StatusReportTests {
    private static func shim(
        tunnel: RouteStatus.State? = .up, isAnnounced: Bool = true, failure: String? = nil, isInBackground: Bool = true
    ) -> ShimStatus {
        ShimStatus(
            ServerStatus(
                version: "1.2.3", upstream: "argo.example", connections: 1, openRequests: 4, requests: 50, errors: 6,
                lastHour: .init(requests: 7, errors: 1), models: .init(source: .known(.live), count: 37, failure: failure)),
            ProcessStatus(
                process: 77, port: 4000, startedAt: 1_000, runsInBackground: isInBackground, arguments: [], way: "tunnel through a, b",
                isAnnounced: isAnnounced,
                tunnel: tunnel.map {
                    .init(.init(state: $0, hop: nil, since: 2_000, reconnections: 2, openStreams: 3), .init(reason: nil))
                }, tokenMadeAt: 3_000))
    }

    private static func report(_ shim: ShimStatus?, problem: String? = nil, paused: Int? = nil) -> StatusReport {
        var ledger = AttemptLedger(folder: "/nonexistent", host: "h").summary(now: 0)
        ledger.pausedUntil = paused
        return StatusReport(
            shim: shim, problem: problem, ledger: ledger, host: "h",
            clients: [.init(client: "codex", file: "/f", state: "drifted", reason: nil)])
    }

    @Test(
        arguments: [
            (shim(), nil, nil, StatusReport.State.up, ProgramExit.success), (shim(tunnel: nil), nil, nil, .up, .success),
            (shim(tunnel: .connecting), nil, nil, .degraded, .degraded), (shim(tunnel: .waiting), nil, nil, .degraded, .degraded),
            (shim(tunnel: .stopped), nil, nil, .degraded, .degraded), (shim(isAnnounced: false), nil, nil, .degraded, .degraded),
            (shim(failure: "no"), nil, nil, .degraded, .degraded), (shim(tunnel: .needsLogin), nil, nil, .needsLogin, .needsLogin),
            (shim(tunnel: .waitingForPerson), nil, nil, .needsLogin, .needsLogin), (nil, nil, nil, .down, .notRunning),
            (nil, nil, 9_000, .needsLogin, .needsLogin), (nil, "no answer", nil, .degraded, .degraded),
            // A tunnel that stands needs no login.
            (shim(), nil, 9_000, .up, .success),
        ] as [(ShimStatus?, String?, Int?, StatusReport.State, ProgramExit)])
    func `the state is that of what is worst, and decides the exit code`(
        shim: ShimStatus?, problem: String?, paused: Int?, state: StatusReport.State, code: ProgramExit
    ) {
        let report = Self.report(shim, problem: problem, paused: paused)
        #expect(report.state == state)
        #expect(report.exitCode == code)
        #expect(report.json.contains(#""schema":1,"#))
        #expect(report.json.contains(#""state":"\#(state.rawValue)""#))
        #expect(!report.json.contains("\n"))
    }

    @Test func `the text says all of it in whole sentences`() {
        let text = StatusText(Self.report(Self.shim()), ledger: ["Logins are allowed."], now: 3_060) { "at \($0)" }
        #expect(
            text.lines == [
                "argo-shim 1.2.3 is running in the background on port 4000 (process 77), since at 1000.",
                "Argo: argo.example, tunnel through a, b.", "Tunnel: up since at 2000, reconnected 2 times; open streams: 3.",
                "Requests: 4 open, 50 since the start, 6 failed.", "In the last hour: 7 requests, 1 failed.",
                "Token: created at 3000, 1 min ago.", "Settings of codex: drifted; update them: argo-shim configure codex",
                "Logins are allowed.",
            ])
    }
}
