/// What the vendor calls a model where that does not follow from Argo's display id.
///
/// Clients that know the vendor's models know these names, and choose the right parameters only for names that they know.
/// Source: https://platform.claude.com/docs/en/about-claude/models/overview and its page of deprecated models.
struct VendorName: Sendable {
    let key: String
    let canonicalID: String
    let aliases: [String]

    private init(_ key: String, _ canonicalID: String, _ aliases: [String]) {
        self.key = key
        self.canonicalID = canonicalID
        self.aliases = aliases
    }

    static let all: [VendorName] = [
        .init("claudeopus45", "claude-opus-4-5-20251101", ["claude-opus-4-5"]),
        .init("claudehaiku45", "claude-haiku-4-5-20251001", ["claude-haiku-4-5"]),
        .init("claudesonnet45", "claude-sonnet-4-5-20250929", ["claude-sonnet-4-5"]),
        .init("claudeopus41", "claude-opus-4-1-20250805", ["claude-opus-4-1"]),
        .init("claudeopus4", "claude-opus-4-20250514", ["claude-opus-4-0", "claude-opus-4"]),
        .init("claudesonnet4", "claude-sonnet-4-20250514", ["claude-sonnet-4-0", "claude-sonnet-4"]),
        .init("claudesonnet37", "claude-3-7-sonnet-20250219", ["claude-3-7-sonnet-latest", "claude-3-7-sonnet"]),
        .init("claudesonnet35v2", "claude-3-5-sonnet-20241022", ["claude-3-5-sonnet-latest", "claude-3-5-sonnet-v2"]),
        .init("claudesonnet35", "claude-3-5-sonnet-20240620", []),
        .init("claudehaiku35", "claude-3-5-haiku-20241022", ["claude-3-5-haiku-latest", "claude-3-5-haiku"]),
        .init("claudeopus3", "claude-3-opus-20240229", ["claude-3-opus-latest", "claude-3-opus"]),
        .init("claudehaiku3", "claude-3-haiku-20240307", ["claude-3-haiku"]),
        .init("ada002", "text-embedding-ada-002", []),
        .init("v3small", "text-embedding-3-small", []),
        .init("v3large", "text-embedding-3-large", []),
    ]

    static let byKey: [String: VendorName] = Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    /// The key of the model that a vendor's own name means: a date tells two models of one version apart.
    static let keys: [[UInt8]: String] = Dictionary(
        all.flatMap { vendor in ([vendor.canonicalID] + vendor.aliases).map { (Array($0.utf8), vendor.key) } },
        uniquingKeysWith: { first, _ in first }
    )
}
