package import Tunnel

/// A question of the tunnel's on its way to a terminal.
package enum PersonQuestion: Codable, Equatable, Sendable {
    package struct Prompt: Codable, Equatable, Sendable {
        package let text: String
        package let echoes: Bool
    }

    case passphrase(file: String, hop: String, user: String, prompts: [Prompt])
    case password(hop: String, user: String, heading: String, instruction: String, prompts: [Prompt])
    case interactive(hop: String, user: String, heading: String, instruction: String, prompts: [Prompt])
    case hostKey(hop: String, host: String, port: Int, algorithm: String, fingerprint: String, file: String)

    /// What stands for yes and for no, where a host key is asked about.
    package static let yes = "yes"
    private static let no = "no"

    package init(_ question: SSHQuestion) {
        let prompts = question.prompts.map { Prompt(text: $0.text, echoes: $0.echoes) }
        switch question.purpose {
        case .passphrase(let file):
            self = .passphrase(file: file, hop: question.hop, user: question.user, prompts: prompts)
        case .password:
            self = .password(
                hop: question.hop, user: question.user, heading: question.heading, instruction: question.instruction, prompts: prompts)
        case .keyboardInteractive:
            self = .interactive(
                hop: question.hop, user: question.user, heading: question.heading, instruction: question.instruction, prompts: prompts)
        }
    }

    package init(_ question: HostKeyQuestion) {
        self = .hostKey(
            hop: question.hop, host: question.address.host, port: question.address.port, algorithm: question.algorithm,
            fingerprint: question.fingerprint, file: question.file)
    }

    /// Asks the person at this terminal.
    ///
    /// - Returns: nil when they gave up.
    package func ask(_ prompter: some SSHPrompter) -> [String]? {
        switch self {
        case .passphrase(let file, let hop, let user, let prompts):
            answers(prompter, .init(purpose: .passphrase(file: file), hop: hop, user: user, prompts: Self.prompts(prompts)))
        case .password(let hop, let user, let heading, let instruction, let prompts):
            answers(
                prompter,
                .init(
                    purpose: .password, hop: hop, user: user, heading: heading, instruction: instruction, prompts: Self.prompts(prompts)))
        case .interactive(let hop, let user, let heading, let instruction, let prompts):
            answers(
                prompter,
                .init(
                    purpose: .keyboardInteractive, hop: hop, user: user, heading: heading, instruction: instruction,
                    prompts: Self.prompts(prompts)))
        case .hostKey(let hop, let host, let port, let algorithm, let fingerprint, let file):
            prompter.confirms(
                HostKeyQuestion(
                    hop: hop, address: Endpoint(host: host, port: port), algorithm: algorithm, fingerprint: fingerprint, file: file)
            )
            .map { [$0 ? Self.yes : Self.no] }
        }
    }

    private func answers(_ prompter: some SSHPrompter, _ question: SSHQuestion) -> [String]? {
        prompter.answers(to: question)?.map(\.text)
    }

    private static func prompts(_ prompts: [Prompt]) -> [SSHQuestion.Prompt] {
        prompts.map { SSHQuestion.Prompt(text: $0.text, echoes: $0.echoes) }
    }
}
