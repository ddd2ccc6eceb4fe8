import NIOConcurrencyHelpers
import SystemSupport
package import Tunnel

/// Asks the person at the terminal, or in a window where there is no terminal.
package final class TerminalPrompter: SSHPrompter {
    /// A program that never answers yes or no must not be asked without an end; a person may be.
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

    package init(askPass: AskPass, terminalPath: String = "/dev/tty") {
        self.askPass = askPass
        self.terminalPath = terminalPath
    }

    /// Ends an open question, with the terminal as it was before, and answers none from now on.
    package func close() {
        state.withLockedValue { state in
            // Noted here and not by whoever asks: the program may have ended before that thread comes round.
            state.wasCutShort = state.wasCutShort || state.isAsking
            interruption.trigger()
            state.terminal?.restore()
        }
    }

    /// Whether a question was open when `close` was called.
    package var isInterrupted: Bool { state.withLockedValue { $0.wasCutShort } }

    // MARK: SSHPrompter

    package var isAvailable: Bool { place != nil }

    package func answers(to question: SSHQuestion) -> [Secret]? {
        guard let place = begin() else { return nil }
        defer { end() }
        let words = QuestionText(question)
        if case .terminal(let terminal) = place { terminal.write(words.introduction) }
        var answers: [Secret] = []
        for prompt in question.prompts {
            let text = if case .window = place { words.introduction + words.line(for: prompt) } else { words.line(for: prompt) }
            guard let answer = ask(text, echoes: prompt.echoes, at: place) else { return nil }
            answers.append(Secret(answer))
        }
        return answers
    }

    package func confirms(_ question: HostKeyQuestion) -> Bool? {
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

/// Asks the person who is nearest: one who has come forward in another process, else the one at the program's own terminal.
struct DaemonPrompter: SSHPrompter {
    let terminal: TerminalPrompter
    let broker: PromptBroker

    var isAvailable: Bool { broker.isAvailable || terminal.isAvailable }

    private var nearest: any SSHPrompter { broker.isAvailable ? broker : terminal }

    func answers(to question: SSHQuestion) -> [Secret]? { nearest.answers(to: question) }

    func confirms(_ question: HostKeyQuestion) -> Bool? { nearest.confirms(question) }

    func close() {
        broker.close()
        terminal.close()
    }
}

/// How a question is put to a person: who asks whom, the server's own words, and the prompt.
struct QuestionText: Equatable {
    /// Lines that come before the first prompt, each with its end.
    let introduction: String

    init(_ question: SSHQuestion) {
        let title =
            switch question.purpose {
            case .passphrase(let file): "The key \(file), for \(question.user) at \(question.hop), is encrypted."
            case .password, .keyboardInteractive: "\(question.hop) asks \(question.user):"
            }
        let words = [question.heading, question.instruction].filter { !$0.allSatisfy(\.isWhitespace) }
        introduction = ([title] + words).map { $0 + "\n" }.joined()
    }

    /// A prompt, with a blank behind it, as far as the server has not put one there.
    func line(for prompt: SSHQuestion.Prompt) -> String {
        prompt.text.last?.isWhitespace == false ? prompt.text + " " : prompt.text
    }

    /// The question whether a host key is to be trusted.
    static func text(of question: HostKeyQuestion) -> String {
        """
        The host key of \(question.hop) (\(question.address)) is not known yet.
        \(question.algorithm) key, fingerprint \(question.fingerprint)
        Compare it with the fingerprint from the help desk. The key will be saved in \(question.file).
        Trust it and continue? (yes/no/fingerprint)
        """ + " "
    }
}

/// What a person has typed when asked whether to trust a host key.
enum HostKeyReply: Equatable {
    case trust
    case refuse
    /// It has to be asked again.
    case unclear

    /// - Parameters:
    ///   - text: the line.
    ///   - fingerprint: typed or pasted it means yes, and proves that somebody has compared it.
    init(_ text: String, fingerprint: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        switch words.first {
        case let word? where words.count == 1 && (word == fingerprint || word.lowercased() == "yes"): self = .trust
        case let word? where words.count == 1 && word.lowercased() == "no": self = .refuse
        default: self = .unclear
        }
    }
}
