/// A line of models that share their rules and differ by version.
enum ModelFamily: Sendable {
    case opus, sonnet, haiku
    /// Claude models of any other line.
    case claude
    /// GPT models other than the o-series and the `chat` variants, which do not reason.
    case gpt
    /// OpenAI's o-series: o1, o3, o4-mini.
    case reasoning
    case geminiFlash, geminiFlashLite
    /// Gemini models of any other line.
    case gemini
    case embedding
    /// OpenAI models that none of the rules are about.
    case otherOpenAI

    var owner: ModelOwner {
        switch self {
        case .opus, .sonnet, .haiku, .claude: .anthropic
        case .gpt, .reasoning, .embedding, .otherOpenAI: .openai
        case .geminiFlash, .geminiFlashLite, .gemini: .google
        }
    }
}
