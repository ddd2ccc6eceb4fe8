import Shim
import Tunnel

extension UpstreamUnavailable {
    /// - Parameters:
    ///   - error: why no stream could be opened.
    ///   - now: seconds since 1970.
    init(_ status: TunnelStatus, _ error: TunnelError, now: Int) {
        let advice = TunnelAdvice(error, goesOn: true)
        switch status.state {
        case .up, .stopped:
            self.init(reason: advice.inOneLine, retryAfterSeconds: 5)
        case .connecting(let hop, let phase):
            self.init(reason: "the SSH tunnel is being built (\(hop): \(phase.rawValue)). Try again shortly.", retryAfterSeconds: 5)
        case .waitingForPerson(let hop):
            self.init(
                reason: "\(hop) waits for an answer of yours in the terminal where argo-shim runs. Try again when you have given it.",
                retryAfterSeconds: 15)
        case .waiting(let cause, let retry):
            self.init(
                reason: "the SSH tunnel is down. \(TunnelAdvice(cause, goesOn: true).inOneLine)",
                retryAfterSeconds: Self.seconds(until: retry, now: now))
        case .needsLogin(let cause):
            let pause = if case .paused(_, let until, _) = cause { Self.seconds(until: until, now: now) } else { 60 }
            self.init(reason: "the SSH tunnel is down. \(TunnelAdvice(cause, goesOn: true).inOneLine)", retryAfterSeconds: pause)
        }
    }

    /// Bounded, because a clock may jump: a pause has 15 minutes at most.
    private static func seconds(until time: Int, now: Int) -> Int {
        min(max(1, time - now), 900)
    }
}
