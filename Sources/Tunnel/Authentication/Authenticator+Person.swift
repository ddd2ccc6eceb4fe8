extension Authenticator {
    /// Rounds of one conversation, and prompts in one round; both far beyond what servers ask.
    private static let roundLimit = 20
    private static let promptLimit = 16

    /// As many answers as there are prompts, or nil.
    func ask(_ question: SSHQuestion) -> [Secret]? {
        guard let person, person.isAvailable, let answers = person.answers(to: question) else { return nil }
        return answers.count == question.prompts.count ? answers : nil
    }

    private var isPersonThere: Bool { person?.isAvailable ?? false }

    mutating func interact(_ conversation: any LoginConversation) throws(TunnelError) -> LoginAnswer {
        // Not even begun without a person: the first round may already make a telephone ring.
        guard isPersonThere else {
            wanted.append("answers to the server's questions (keyboard-interactive)")
            return .unusable(reason: "")
        }
        var rounds = 0
        let answer = try conversation.keyboardInteractive { round in
            rounds += 1
            guard rounds <= Self.roundLimit, round.prompts.count <= Self.promptLimit else { return nil }
            report.isRefused = false
            report.askedPerson = true
            return answers(to: round)
        }
        return noted(answer, as: "keyboard-interactive")
    }

    private func answers(to round: InteractiveRound) -> [Secret]? {
        let question = SSHQuestion(
            purpose: .keyboardInteractive, hop: hop.name, user: hop.user, heading: SanitizedText.line(round.heading),
            instruction: SanitizedText.lines(round.instruction, limit: SanitizedText.instructionLimit),
            prompts: round.prompts.map {
                .init(text: SanitizedText.lines($0.text, limit: SanitizedText.promptLimit), echoes: $0.echoes)
            })
        guard round.prompts.isEmpty else { return ask(question) }
        // Words alone: they are shown, and the answer has no answers in it, whatever came of the showing (RFC 4256, 3.4).
        if !question.heading.isEmpty || !question.instruction.isEmpty { _ = ask(question) }
        return []
    }

    mutating func sendPassword(_ conversation: any LoginConversation) throws(TunnelError) -> LoginAnswer {
        let prompt = SSHQuestion.Prompt(text: "Password for \(hop.user) at \(hop.name): ", echoes: false)
        let question = SSHQuestion(purpose: .password, hop: hop.name, user: hop.user, prompts: [prompt])
        guard let password = ask(question)?.first else {
            wanted.append("the password")
            return .unusable(reason: "")
        }
        report.askedPerson = true
        return noted(try conversation.password(password), as: "password")
    }

    private mutating func noted(_ answer: LoginAnswer, as method: String) -> LoginAnswer {
        lastKey = nil
        if answer == .refused || answer == .accepted {
            tried.append(method)
            report.memory.tookPerson = true
        }
        return answer
    }
}
