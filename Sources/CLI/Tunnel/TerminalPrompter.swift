import NIOConcurrencyHelpers
import SystemSupport
import Tunnel

/// Asks the person at the terminal, or in a window where there is no terminal.
final class TerminalPrompter: SSHPrompter {
    /// A program that never says yes or no must not be asked for ever; a person may be.
    private static let repetitions = 5

    private enum Place {
        case terminal(Terminal)
        case window(AskPass)
    }

    private struct State {
        /// Whether the person has been asked, and has not answered all of it.
        var isAsking = false
        /// Where the person is typing.
        var terminal: Terminal?
        var wasCutShort = false
    }

    private let askPass: AskPass
    private let terminalPath: String
    private let interruption = Interruption()
    private let state = NIOLockedValueBox(State())

    init(askPass: AskPass, terminalPath: String = "/dev/tty") {
        self.askPass = askPass
        self.terminalPath = terminalPath
    }

    /// Ends an open question, with the terminal as it was before, and answers none from now on.
    func close() {
        state.withLockedValue { state in
            // Noted here and not by whoever asks: the program may have ended before that thread comes round.
            state.wasCutShort = state.wasCutShort || state.isAsking
            interruption.trigger()
            state.terminal?.restore()
        }
    }

    /// Whether a question was open when `close` was called.
    var isInterrupted: Bool { state.withLockedValue { $0.wasCutShort } }

    // MARK: SSHPrompter

    var isAvailable: Bool { place != nil }

    func answers(to question: SSHQuestion) -> [Secret]? {
        guard let place = begin() else { return nil }
        defer { end() }
        let words = QuestionText(question)
        if case .terminal(let terminal) = place { terminal.write(words.introduction) }
        var answers: [Secret] = []
        for prompt in question.prompts {
            let text: String
            switch place {
            case .terminal: text = words.line(for: prompt)
            case .window: text = words.introduction + words.line(for: prompt)
            }
            guard let answer = ask(text, echoes: prompt.echoes, at: place) else { return nil }
            answers.append(Secret(answer))
        }
        return answers
    }

    func confirms(_ question: HostKeyQuestion) -> Bool? {
        guard let place = begin() else { return nil }
        defer { end() }
        var text = QuestionText.text(of: question)
        var count = 0
        while let answer = ask(text, echoes: true, at: place) {
            switch HostKeyReply(answer, fingerprint: question.fingerprint) {
            case .trust: return true
            case .refuse: return false
            case .unclear: text = "Please type yes, no or the fingerprint: "
            }
            count += 1
            if case .window = place, count >= Self.repetitions { return false }
        }
        return nil
    }

    // MARK: Places

    private var place: Place? {
        if interruption.isTriggered { return nil }
        if askPass.preference == .always { return .window(askPass) }
        if let terminal = Terminal(path: terminalPath) { return .terminal(terminal) }
        return askPass.preference == .never ? nil : .window(askPass)
    }

    private func begin() -> Place? {
        guard let place else { return nil }
        return state.withLockedValue { state in
            if interruption.isTriggered { return nil }
            state.isAsking = true
            return place
        }
    }

    private func end() { state.withLockedValue { $0.isAsking = false } }

    private func ask(_ text: String, echoes: Bool, at place: Place) -> String? {
        switch place {
        case .terminal(let terminal):
            state.withLockedValue { $0.terminal = terminal }
            defer { state.withLockedValue { $0.terminal = nil } }
            return terminal.ask(text, echoes: echoes, interruption)
        case .window(let askPass):
            return askPass.ask(text, interruption)
        }
    }
}
