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
    ///   - displayID: Argo's display id.
    ///   - internalID: Argo's internal id.
    ///   - owner: nil to tell it from the name.
    ///   - createdAt: seconds since 1970, where the list has it.
    init(displayID: String, internalID: String, owner: ModelOwner? = nil, createdAt: Int? = nil) {
        self.displayID = displayID
        self.internalID = internalID
        let vendor = VendorName.byKey[internalID] ?? Self.key(of: displayID).flatMap { VendorName.byKey[$0] }
        canonicalID = vendor?.canonicalID ?? CanonicalName(displayID: displayID, internalID: internalID).text
        aliases = vendor?.aliases ?? []
        identity = ModelIdentity(canonicalID)
        self.owner = owner ?? identity?.family.owner
        self.createdAt = secondsSince1970(ofDateEnding: canonicalID) ?? createdAt
    }

    /// Every name by which the model is found literally.
    var names: [String] { [displayID, internalID, canonicalID] + aliases }

    private static func key(of name: String) -> String? {
        ModelName(name).map { ModelKey($0.plain).text }
    }
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
