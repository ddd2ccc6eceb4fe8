/// The vendor of a model, spelled as Argo's model list spells `owned_by`.
package enum ModelOwner: String, Equatable, Sendable {
    case openai, anthropic, google
}
