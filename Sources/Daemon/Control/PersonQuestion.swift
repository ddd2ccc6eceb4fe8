package import Tunnel

/// A question of the tunnel's on its way to a terminal.
package enum PersonQuestion: Codable, Equatable, Sendable {
    package typealias Prompt = SSHQuestion.Prompt

    case passphrase(file: String, hop: String, user: String, prompts: [Prompt])
    case password(hop: String, user: String, heading: String, instruction: String, prompts: [Prompt])
    case interactive(hop: String, user: String, heading: String, instruction: String, prompts: [Prompt])
    case hostKey(hop: String, host: String, port: Int, algorithm: String, fingerprint: String, file: String)

    /// What stands for yes and for no, where a host key is asked about.
    package static let yes = "yes"
    private static let no = "no"

    package init(_ question: SSHQuestion) {
        let (hop, user, heading, instruction) = (question.hop, question.user, question.heading, question.instruction)
        switch question.purpose {
        case .passphrase(let file):
            self = .passphrase(file: file, hop: hop, user: user, prompts: question.prompts)
        case .password:
            self = .password(hop: hop, user: user, heading: heading, instruction: instruction, prompts: question.prompts)
        case .keyboardInteractive:
            self = .interactive(hop: hop, user: user, heading: heading, instruction: instruction, prompts: question.prompts)
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
        let question: SSHQuestion
        switch self {
        case .passphrase(let file, let hop, let user, let prompts):
            question = .init(purpose: .passphrase(file: file), hop: hop, user: user, prompts: prompts)
        case .password(let hop, let user, let heading, let instruction, let prompts):
            question = .init(purpose: .password, hop: hop, user: user, heading: heading, instruction: instruction, prompts: prompts)
        case .interactive(let hop, let user, let heading, let instruction, let prompts):
            question = .init(
                purpose: .keyboardInteractive, hop: hop, user: user, heading: heading, instruction: instruction, prompts: prompts)
        case .hostKey(let hop, let host, let port, let algorithm, let fingerprint, let file):
            let address = Endpoint(host: host, port: port)
            return prompter.confirms(.init(hop: hop, address: address, algorithm: algorithm, fingerprint: fingerprint, file: file))
                .map { [$0 ? Self.yes : Self.no] }
        }
        return prompter.answers(to: question)?.map(\.text)
    }
}
