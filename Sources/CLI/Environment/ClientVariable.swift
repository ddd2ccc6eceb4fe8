/// An environment variable from which clients learn where the shim is and what its token is.
enum ClientVariable: String, CaseIterable {
    case token = "ARGO_SHIM_TOKEN"
    case anthropicKey = "ANTHROPIC_API_KEY"
    case anthropicAddress = "ANTHROPIC_BASE_URL"
    case openAIKey = "OPENAI_API_KEY"
    case openAIAddress = "OPENAI_BASE_URL"
    case noProxy = "NO_PROXY"
    case lowerCaseNoProxy = "no_proxy"
    /// Zed's, which derives it from the provider's name. Other programs may mean another key by it.
    case argoKey = "ARGO_API_KEY"

    /// Those that mean nothing else than what we put there.
    static let standard = allCases.filter { $0 != .argoKey }
}
