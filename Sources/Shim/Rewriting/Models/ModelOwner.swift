/// The vendor of a model, spelled as Argo's model list spells `owned_by`.
public enum ModelOwner: String, Equatable, Sendable {
    case openai, anthropic, google
}
