/// What a model can do, as lists of models say it.
enum ModelCapability: String, Sendable {
    case text, vision, tools, reasoning, embedding
}
