import NIOConcurrencyHelpers
package import Tunnel

/// Where terminals of other processes come forward: they hear what becomes of the tunnel, and are asked what it needs to know.
package final class PromptBroker: SSHPrompter {
    /// Nobody asks more than this many terminals; one more is turned away.
    private static let limit = 8
    /// How long a question waits for a terminal when the one that had it has gone: a server waits for a login 2 minutes by itself
    /// (sshd_config(5), LoginGraceTime).
    private static let absence = Duration.seconds(60)
    /// How often a thread that waits for an answer looks whether it still makes sense.
    private static let pause = 0.2

    private struct Attendee {
        package let answers: Bool
        package let send: @Sendable (ControlReply) -> Void
    }

    private struct Pending {
        package let number: Int
        package let question: PersonQuestion
        /// True when it is over.
        package let isOver = ConditionLock(value: false)
        package var isSettled = false
        package var answers: [String]?
    }

    private struct State {
        package var attendees: [Int: Attendee] = [:]
        package var nextNumber = 1
        package var pending: Pending?
        /// Until then a terminal is on its way: that of the command which has started this process.
        package var expectedUntil: ContinuousClock.Instant?
        package var isClosed = false

        package mutating func takeNumber() -> Int {
            defer { nextNumber += 1 }
            return nextNumber
        }

        package func hasPerson(at now: ContinuousClock.Instant) -> Bool {
            !isClosed && (attendees.values.contains { $0.answers } || expectedUntil.map { now < $0 } ?? false)
        }
    }

    private let state: NIOLockedValueBox<State>

    /// - Parameter expected: how long the terminal of whoever has started this process may take to come forward.
    package init(expecting expected: Duration? = nil) {
        state = NIOLockedValueBox(State(expectedUntil: expected.map { .now + $0 }))
    }

    // MARK: Terminals

    /// Takes a terminal in, and asks it what is being asked.
    ///
    /// - Returns: its number, to leave with; nil where there are too many, or at the end.
    package func enter(answers: Bool, send: @escaping @Sendable (ControlReply) -> Void) -> Int? {
        let (number, pending): (Int?, Pending?) = state.withLockedValue { state in
            guard !state.isClosed, state.attendees.count < Self.limit else { return (nil, nil) }
            if answers { state.expectedUntil = nil }
            let number = state.takeNumber()
            state.attendees[number] = Attendee(answers: answers, send: send)
            return (number, state.pending)
        }
        if let pending, answers { send(.question(number: pending.number, pending.question)) }
        return number
    }

    package func leave(_ number: Int) {
        _ = state.withLockedValue { $0.attendees.removeValue(forKey: number) }
    }

    package func tell(_ reply: ControlReply) {
        for attendee in state.withLockedValue({ Array($0.attendees.values) }) { attendee.send(reply) }
    }

    package func tell(_ reply: ControlReply, to number: Int) {
        state.withLockedValue { $0.attendees[number] }?.send(reply)
    }

    /// Ends an open question, and answers none from now on.
    package func close() {
        let pending = state.withLockedValue { state in
            state.isClosed = true
            return state.pending
        }
        if let pending { settle(pending.number, nil) }
    }

    /// Whether somebody is here, be it without a terminal.
    package var isAttended: Bool { state.withLockedValue { !$0.attendees.isEmpty } }

    // MARK: SSHPrompter

    package var isAvailable: Bool { state.withLockedValue { $0.hasPerson(at: .now) } }

    package func answers(to question: SSHQuestion) -> [Secret]? {
        let answers = ask(PersonQuestion(question))
        // A terminal that answers something else has not understood.
        guard let answers, answers.count == question.prompts.count else { return nil }
        return answers.map { Secret($0) }
    }

    package func confirms(_ question: HostKeyQuestion) -> Bool? {
        ask(PersonQuestion(question)).map { $0 == [PersonQuestion.yes] }
    }

    private func ask(_ question: PersonQuestion) -> [String]? {
        let pending: Pending? = state.withLockedValue { state in
            // The tunnel asks one thing at a time.
            guard state.pending == nil, state.hasPerson(at: .now) else { return nil }
            let pending = Pending(number: state.takeNumber(), question: question)
            state.pending = pending
            return pending
        }
        guard let pending else { return nil }
        for attendee in state.withLockedValue({ $0.attendees.values.filter(\.answers) }) {
            attendee.send(.question(number: pending.number, question))
        }
        wait(for: pending)
        let answers = state.withLockedValue { state in
            defer { state.pending = nil }
            return state.pending?.answers
        }
        tell(.questionIsOver(number: pending.number))
        return answers
    }

    /// Returns when the question is settled, or when nobody has been there for it too long.
    private func wait(for pending: Pending) {
        var lastSeen = ContinuousClock.now
        while !pending.isOver.lock(whenValue: true, timeoutSeconds: Self.pause) {
            let now = ContinuousClock.now
            if isAvailable { lastSeen = now }
            if now - lastSeen > Self.absence { settle(pending.number, nil) }
        }
        pending.isOver.unlock()
    }

    /// Settles a question; the first answer counts.
    ///
    /// - Parameter texts: nil when the person gave up.
    package func settle(_ number: Int, _ texts: [String]?) {
        let isOver: ConditionLock<Bool>? = state.withLockedValue { state in
            guard let pending = state.pending, pending.number == number, !pending.isSettled else { return nil }
            state.pending?.isSettled = true
            state.pending?.answers = texts
            return pending.isOver
        }
        guard let isOver else { return }
        isOver.lock()
        isOver.unlock(withValue: true)
    }
}
