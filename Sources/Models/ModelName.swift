/// A model's name as a client spells it, brought into the forms by which the catalogue is searched.
///
/// Only ASCII is looked at: no model has another name, and a name that merely looks alike must not be taken for one.
package struct ModelName {
    /// Longer names are not looked at; the longest known one has 31 bytes.
    package static let maximumLength = 200
    /// What gateways and SDKs put in front of a model's own name.
    private static let prefixes = [
        "argo:", "argo/", "anthropic/", "openai/", "google/", "azure/", "vertex_ai/", "gemini/", "models/",
    ].map { Array($0.utf8) }

    /// In lower case, without prefixes and without a context suffix such as `[1m]`.
    package let plain: [UInt8]
    /// `plain` without its date or `-latest`; nil when it has neither.
    package let undated: [UInt8]?

    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        var name = text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        guard name.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        name = Self.trimmed(name)
        // `argo:openai/gpt-4o` has two prefixes; nothing that is known has more than three.
        for _ in 0..<3 {
            guard let prefix = Self.prefixes.first(where: { name.starts(with: $0) }) else { break }
            name.removeFirst(prefix.count)
        }
        name = Self.trimmed(Self.withoutContextSuffix(name))
        guard !name.isEmpty else { return nil }
        plain = name
        undated = Self.withoutDate(name)
    }

    private static func trimmed(_ name: [UInt8]) -> [UInt8] {
        let blank = UInt8(ascii: " ")
        guard let first = name.firstIndex(where: { $0 != blank }), let last = name.lastIndex(where: { $0 != blank }) else { return [] }
        return Array(name[first...last])
    }

    /// Takes off what Claude Code appends to choose a context window: `[1m]`.
    private static func withoutContextSuffix(_ name: [UInt8]) -> [UInt8] {
        guard name.last == UInt8(ascii: "]"), let open = name.lastIndex(of: UInt8(ascii: "[")) else { return name }
        let inside = name[(open + 1)..<(name.count - 1)]
        guard let unit = inside.last, unit == UInt8(ascii: "m") || unit == UInt8(ascii: "k"), inside.count > 1,
            inside.dropLast().allSatisfy(isDigit)
        else { return name }
        return Array(name[..<open])
    }

    /// Takes off `-latest`, `-20250929`, `@20250929` or `-2024-08-06`.
    ///
    /// Shorter dates as in `gpt-4-0613` stay: they cannot be told from other parts of a name.
    private static func withoutDate(_ name: [UInt8]) -> [UInt8]? {
        let latest = Array("-latest".utf8)
        if name.count > latest.count, name.suffix(latest.count).elementsEqual(latest) { return Array(name.dropLast(latest.count)) }
        if name.count > 9, isSeparator(name[name.count - 9]), isDate(name.suffix(8)) { return Array(name.dropLast(9)) }
        guard name.count > 11, isSeparator(name[name.count - 11]) else { return nil }
        let tail = Array(name.suffix(10))
        let dash = UInt8(ascii: "-")
        guard tail[4] == dash, tail[7] == dash, isDate((tail[0..<4] + tail[5..<7] + tail[8...])[...]) else { return nil }
        return Array(name.dropLast(11))
    }

    // MARK: Characters

    package static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    package static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    /// Whether a character is one that spellings of one name differ in, or that names consist of.
    package static func isOrdinary(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || " -._@".utf8.contains(byte)
    }

    /// The runs of letters and digits in a name in lower-case ASCII.
    package static func words(in name: [UInt8]) -> [String] {
        name.split { !isDigit($0) && !isLetter($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "@")
    }

    private static func isDate(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.allSatisfy(isDigit), let number = Int(String(decoding: digits, as: UTF8.self)) else { return false }
        return (2020...2099).contains(number / 10_000) && (1...12).contains(number / 100 % 100) && (1...31).contains(number % 100)
    }
}

/// What is left of a model's name when everything that spellings differ in is gone: `claudeopus48` for "Claude Opus 4.8",
/// `claude-opus-4-8` and `claude-4.8-opus`.
///
/// Argo's internal ids are such keys already. Two names with the same key mean the same model.
package struct ModelKey: Hashable, Sendable {
    package let text: String

    /// Embedding models whose name at OpenAI has nothing to do with Argo's internal id.
    static let embeddings = [
        "textembeddingada002": "ada002", "textembedding3small": "v3small", "textembedding3large": "v3large",
    ]

    /// - Parameter name: a name in lower-case ASCII.
    package init(_ name: [UInt8]) {
        let joined = Self.ordered(ModelName.words(in: name)).joined()
        if let embedding = Self.embeddings[joined] {
            text = embedding
        } else if joined.first == "o", joined.dropFirst().first?.isNumber == true {
            // OpenAI says `o3-mini` where Argo says `gpto3mini`.
            text = "gpt" + joined
        } else {
            text = joined
        }
    }

    /// The words of a name, with the version of a Claude model behind its family whichever way round the name has them.
    package static func ordered(_ words: [String]) -> [String] {
        guard words.first == "claude" else { return words }
        var rest = Array(words.dropFirst())
        let leading = rest.prefix { $0.utf8.allSatisfy(ModelName.isDigit) }.count
        if leading > 0, leading < rest.count {
            let family = rest.remove(at: leading)
            rest.insert(family, at: 0)
        }
        // Anthropic's `claude-opus-4-0` is `claude-opus-4`.
        if rest.count == 3, rest[2] == "0", rest[1].utf8.allSatisfy(ModelName.isDigit) { rest.removeLast() }
        return ["claude"] + rest
    }
}
