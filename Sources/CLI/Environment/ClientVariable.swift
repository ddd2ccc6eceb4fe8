/// An environment variable from which clients learn where the shim is and what its token is.
enum ClientVariable: String, CaseIterable {
    case token = "ARGO_SHIM_TOKEN"
    case anthropicKey = "ANTHROPIC_API_KEY"
    case anthropicAddress = "ANTHROPIC_BASE_URL"
    case openAIKey = "OPENAI_API_KEY"
    case openAIAddress = "OPENAI_BASE_URL"
    case noProxy = "NO_PROXY"
    case lowerCaseNoProxy = "no_proxy"
}
