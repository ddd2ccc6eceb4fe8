/// One round of keyboard-interactive authentication, in the server's words with control characters taken out.
struct InteractiveRound: Equatable {
    let heading: String
    let instruction: String
    let prompts: [SSHQuestion.Prompt]
}
