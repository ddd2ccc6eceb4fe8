package import Models

/// One model that Argo serves, under all its names.
package struct ModelEntry: Equatable, Sendable {
    /// What Argo shows, and takes on every route: "Claude Opus 4.8".
    package let displayID: String
    /// What Argo takes on every route: `claudeopus48`.
    package let internalID: String
    /// Nil where neither the list nor the name says it.
    package let owner: ModelOwner?
    /// What the vendor calls it, dated where the vendor's own name is: `claude-opus-4-8`, `claude-sonnet-4-5-20250929`.
    package let canonicalID: String
    /// Other names of the vendor's.
    package let aliases: [String]
    /// When the model was made, in seconds since 1970: from the date in its canonical name, else what the list says
    /// (Argo's list gives the time of the call).
    package let createdAt: Int?
    let identity: ModelIdentity?

    /// - Parameters:
    ///   - owner: nil to tell it from the name.
    ///   - createdAt: seconds since 1970, where the list has it.
    init(displayID: String, internalID: String, owner: ModelOwner? = nil, createdAt: Int? = nil) {
        self.displayID = displayID
        self.internalID = internalID
        let vendor = VendorName.byKey[internalID] ?? ModelName(displayID).flatMap { VendorName.byKey[ModelKey($0.plain).text] }
        canonicalID = vendor?.canonicalID ?? CanonicalName.of(displayID: displayID, internalID: internalID)
        aliases = vendor?.aliases ?? []
        identity = ModelIdentity(canonicalID)
        self.owner = owner ?? identity?.family.owner
        self.createdAt = secondsSince1970(ofDateEnding: canonicalID) ?? createdAt
    }

    /// What is known of it; nil for a name that no known vendor uses.
    var profile: ModelProfile? { identity.flatMap(ModelProfile.init(of:)) }

    /// Every name by which the model is found literally.
    var names: [String] { [displayID, internalID, canonicalID] + aliases }
}

/// The first second of the day that a name such as `claude-sonnet-4-5-20250929` ends with.
private func secondsSince1970(ofDateEnding name: String) -> Int? {
    guard let parsed = ModelName(name), parsed.undated != nil, let date = Int(name.suffix(8)), date > 2020_00_00 else { return nil }
    // Days since 1970 in the Gregorian calendar, with the year taken to begin in March so that the leap day comes last.
    let month = (date / 100 % 100 + 9) % 12
    let year = date / 10_000 - month / 10
    let day = 365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + date % 100 - 1
    return (day - 719_468) * 86_400
}

/// The vendor's name for a model, made from Argo's ids by the rules that the vendors name models by.
enum CanonicalName {
    static func of(displayID: String, internalID: String) -> String {
        let internalName = ModelName(internalID)?.plain ?? []
        let displayName = ModelName(displayID)?.plain ?? []
        let hasSeparators = ModelName.words(in: displayName).count > 1
        let spelled = hasSeparators ? displayName : Self.separated(internalName)
        let canonical = Self.canonical(spelled)
        return canonical.isEmpty ? internalID : canonical
    }

    private static func canonical(_ name: [UInt8]) -> String {
        var parts = name.split { !ModelName.isDigit($0) && !ModelName.isLetter($0) && $0 != UInt8(ascii: ".") }
            .map { String(decoding: $0, as: UTF8.self) }
        if parts.first == "claude" { return ModelKey.ordered(ModelName.words(in: name)).joined(separator: "-") }
        if parts.count > 1, parts[0] == "gpt", parts[1].first == "o", parts[1].dropFirst().first?.isNumber == true {
            parts.removeFirst()
        }
        return parts.joined(separator: "-")
    }

    /// Puts the separators back that an internal id leaves out: `gpt56sol` becomes `gpt-5.6-sol`.
    private static func separated(_ name: [UInt8]) -> [UInt8] {
        guard ModelName.words(in: name).count == 1, let first = name.firstIndex(where: ModelName.isDigit) else { return name }
        let end = name[first...].firstIndex { !ModelName.isDigit($0) } ?? name.count
        var family = String(decoding: name[..<first], as: UTF8.self)
        if family.hasPrefix("claude"), family.count > 6 { family = "claude-" + family.dropFirst(6) }
        let digits = String(decoding: name[first..<end], as: UTF8.self)
        var tail = String(decoding: name[end...], as: UTF8.self)
        if tail == "flashlite" { tail = "flash-lite" }
        if family == "gpto" { return Array(("o" + digits + (tail.isEmpty ? "" : "-" + tail)).utf8) }
        let version = digits.prefix(1) + (digits.count > 1 ? "." + digits.dropFirst() : "")
        // `gpt4o` is GPT-4o; longer tails are words of their own.
        return Array((family + "-" + version + (tail.count > 1 ? "-" : "") + tail).utf8)
    }
}

/// What the vendor calls a model where that does not follow from Argo's display id.
///
/// Clients that know the vendor's models know these names, and choose the right parameters only for names that they know.
/// Source: https://platform.claude.com/docs/en/about-claude/models/overview and its page of deprecated models.
enum VendorName {
    static let all: [(key: String, canonicalID: String, aliases: [String])] = [
        ("claudeopus45", "claude-opus-4-5-20251101", ["claude-opus-4-5"]),
        ("claudehaiku45", "claude-haiku-4-5-20251001", ["claude-haiku-4-5"]),
        ("claudesonnet45", "claude-sonnet-4-5-20250929", ["claude-sonnet-4-5"]),
        ("claudeopus41", "claude-opus-4-1-20250805", ["claude-opus-4-1"]),
        ("claudeopus4", "claude-opus-4-20250514", ["claude-opus-4-0", "claude-opus-4"]),
        ("claudesonnet4", "claude-sonnet-4-20250514", ["claude-sonnet-4-0", "claude-sonnet-4"]),
        ("claudesonnet37", "claude-3-7-sonnet-20250219", ["claude-3-7-sonnet-latest", "claude-3-7-sonnet"]),
        ("claudesonnet35v2", "claude-3-5-sonnet-20241022", ["claude-3-5-sonnet-latest", "claude-3-5-sonnet-v2"]),
        ("claudesonnet35", "claude-3-5-sonnet-20240620", []),
        ("claudehaiku35", "claude-3-5-haiku-20241022", ["claude-3-5-haiku-latest", "claude-3-5-haiku"]),
        ("claudeopus3", "claude-3-opus-20240229", ["claude-3-opus-latest", "claude-3-opus"]),
        ("claudehaiku3", "claude-3-haiku-20240307", ["claude-3-haiku"]),
        ("ada002", "text-embedding-ada-002", []),
        ("v3small", "text-embedding-3-small", []),
        ("v3large", "text-embedding-3-large", []),
    ]

    static let byKey = Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    /// The key of the model that a vendor's own name means: a date tells two models of one version apart.
    static let keys: [[UInt8]: String] = Dictionary(
        all.flatMap { vendor in ([vendor.canonicalID] + vendor.aliases).map { (Array($0.utf8), vendor.key) } },
        uniquingKeysWith: { first, _ in first }
    )
}
