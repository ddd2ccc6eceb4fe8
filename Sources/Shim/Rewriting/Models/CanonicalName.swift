/// The vendor's name for a model, made from Argo's ids by the rules that the vendors name models by.
struct CanonicalName {
    let text: String

    init(displayID: String, internalID: String) {
        let internalName = ModelName(internalID)?.plain ?? []
        let displayName = ModelName(displayID)?.plain ?? []
        let hasSeparators = ModelName.words(in: displayName).count > 1
        let spelled = hasSeparators ? displayName : Self.separated(internalName)
        let canonical = Self.canonical(spelled)
        text = canonical.isEmpty ? internalID : canonical
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
