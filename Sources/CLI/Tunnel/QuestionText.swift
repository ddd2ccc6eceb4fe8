import Tunnel

/// How a question is put to a person: who asks whom, the server's own words, and the prompt.
struct QuestionText: Equatable {
    /// Lines that come before the first prompt, each with its end.
    let introduction: String

    init(_ question: SSHQuestion) {
        let title =
            switch question.purpose {
            case .passphrase(let file): "The key \(file) is encrypted; it is for \(question.user) at \(question.hop)."
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
        Compare it with the one that the help desk gives you. It will be kept in \(question.file).
        Trust it, and go on? (yes/no/fingerprint)
        """ + " "
    }
}
