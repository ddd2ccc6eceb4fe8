import SystemSupport

/// Decides whether a server is still there. It is told what time it is and how many bytes went through.
struct Liveness {
    struct Limits: Sendable {
        /// So long nothing comes before the server is asked for a sign of life.
        var silence = Duration.seconds(10)
        /// So long it has for the answer: with `silence`, a dead server is noticed within 20 s.
        var answer = Duration.seconds(8)
        /// So long it has after a jump of the time, when the machine has slept or the network has changed.
        var urgentAnswer = Duration.seconds(5)
        /// So long bytes may wait to be sent while none goes in either direction.
        var stall = Duration.seconds(15)
        /// A pause of the thread, or a disagreement between the clocks, that is longer is a jump.
        var jump = Duration.seconds(3)
        /// How often the clocks are looked at.
        var tick = Duration.seconds(2)

        /// As the user has it for a hop, where that is shorter: `ssh`, too, asks after an interval of silence, and gives up when as many more
        /// as the count have gone by (clientloop.c, server_alive_check).
        func heeding(_ hop: Hop) -> Limits {
            guard let interval = hop.serverAliveInterval, interval > .zero, hop.serverAliveCountMax > 0 else { return self }
            var limits = self
            limits.silence = min(silence, interval)
            // No product of numbers that may be anything.
            if interval < answer / hop.serverAliveCountMax { limits.answer = interval * hop.serverAliveCountMax }
            limits.urgentAnswer = min(urgentAnswer, limits.answer)
            return limits
        }
    }

    enum Verdict: Equatable {
        /// To be looked at again after this time at the latest.
        case alive(checkAgainIn: Duration)
        /// The server is to be asked; `probeWasSent` says that it was.
        case probe
        /// Nothing came for so long, and the question was not answered.
        case silent(Duration)
        /// Nothing went or came for so long, though there was something to send: a half-sent packet locks both sides.
        case stalled(Duration)
    }

    private let limits: Limits
    private var last: ClockReading
    private var received: UInt64 = 0
    private var sent: UInt64 = 0
    private var heardAt: Duration
    private var movedAt: Duration
    private var answerDueAt: Duration?
    private var isUrgent = false

    init(_ limits: Limits, now: ClockReading) {
        self.limits = limits
        last = now
        heardAt = now.steady
        movedAt = now.steady
    }

    /// The next verdict is a probe with the short limit: somebody has reason to doubt the connection.
    mutating func doubt() {
        isUrgent = true
        answerDueAt = nil
    }

    mutating func probeWasSent(now: ClockReading) {
        answerDueAt = now.steady + (isUrgent ? limits.urgentAnswer : limits.answer)
        isUrgent = false
    }

    /// Nothing can be asked just now: a request is on its way whose answer may rightly take long.
    mutating func probeIsImpossible(now: ClockReading) {
        heardAt = now.steady
        isUrgent = false
    }

    mutating func assess(received: UInt64, sent: UInt64, pendingBytes: Int, now: ClockReading) -> Verdict {
        noticeJump(now)
        let moved = now.steady
        if received != self.received {
            self.received = received
            heardAt = moved
            movedAt = moved
            answerDueAt = nil
        }
        if sent != self.sent || pendingBytes == 0 {
            self.sent = sent
            movedAt = moved
        }
        if moved - movedAt >= limits.stall { return .stalled(moved - movedAt) }
        if let due = answerDueAt {
            return moved >= due ? .silent(moved - heardAt) : .alive(checkAgainIn: min(due - moved, limits.tick))
        }
        if isUrgent || moved - heardAt >= limits.silence { return .probe }
        return .alive(checkAgainIn: min(heardAt + limits.silence - moved, limits.tick))
    }

    private mutating func noticeJump(_ now: ClockReading) {
        let paused = now.steady - last.steady
        let disagreement = (now.wall - last.wall) - paused
        last = now
        guard paused > limits.tick + limits.jump || disagreement > limits.jump || disagreement < .zero - limits.jump else { return }
        // What was missed while nobody looked proves nothing: begin anew, with a question.
        heardAt = now.steady
        movedAt = now.steady
        doubt()
    }
}
