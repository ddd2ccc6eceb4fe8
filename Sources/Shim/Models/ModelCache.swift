#if canImport(TokenSync)
import TokenSync
#endif

/// Argo's list of models as it was when it was last seen, so that a cold start knows more than what was built in.
struct ModelCache: Sendable {
    let path: String
    func load() -> [UInt8]? { nil }
    func save(_ bytes: [UInt8]) throws {}
}
