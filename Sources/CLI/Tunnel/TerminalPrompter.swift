import NIOConcurrencyHelpers
import Tunnel

/// Asks the person at the terminal, or in a window where there is no terminal.
final class TerminalPrompter: SSHPrompter {
    /// A program that never says yes or no must not be asked for ever; a person may be.
    private static let repetitions = 5

    private enum Place {
        case terminal(Terminal)
        case window(AskPass)
    }

    private let askPass: AskPass
    private let terminalPath: String
    private let interruption = Interruption()
    private let current = NIOLockedValueBox<Terminal?>(nil)
    private let wasCutShort = NIOLockedValueBox(false)

    init(askPass: AskPass, terminalPath: String = "/dev/tty") {
        self.askPass = askPass
        self.terminalPath = terminalPath
    }

    /// Ends an open question, with the terminal as it was before, and answers none from now on.
    func close() {
        interruption.trigger()
        current.withLockedValue { $0?.restore() }
    }

    /// Whether `close` has ended a question that was open.
    var isInterrupted: Bool { wasCutShort.withLockedValue { $0 } }

    // MARK: SSHPrompter

    var isAvailable: Bool { place != nil }

    func answers(to question: SSHQuestion) -> [Secret]? {
        guard let place else { return nil }
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

    func confirms(_ question: HostKeyQuestion) -> Bool {
        guard let place else { return false }
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
        return false
    }

    // MARK: Places

    private var place: Place? {
        if interruption.isTriggered { return nil }
        if askPass.preference == .always { return .window(askPass) }
        if let terminal = Terminal(path: terminalPath) { return .terminal(terminal) }
        return askPass.preference == .never ? nil : .window(askPass)
    }

    private func ask(_ text: String, echoes: Bool, at place: Place) -> String? {
        let answer: String?
        switch place {
        case .terminal(let terminal):
            current.withLockedValue { $0 = terminal }
            answer = terminal.ask(text, echoes: echoes, interruption)
            current.withLockedValue { $0 = nil }
        case .window(let askPass):
            answer = askPass.ask(text, interruption)
        }
        if answer == nil, interruption.isTriggered { wasCutShort.withLockedValue { $0 = true } }
        return answer
    }
}
