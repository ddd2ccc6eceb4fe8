import SeededRandom

/// Writes random settings files of Claude Code: every layout, with and without what we own, with and without comments.
struct RandomSettings {
    var generator: SeededGenerator
    private var unit = ""
    private var newline = ""
    private var hasComments = false
    private var hasTrailingCommas = false
    private var isCompact = false
    private var colon = ""

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func file() -> [UInt8] {
        unit = pick(["  ", "    ", "\t", "", " "])
        newline = pick(["\n", "\n", "\r\n"])
        colon = pick([": ", ": ", ":", " : "])
        hasComments = chance(2)
        hasTrailingCommas = chance(3)
        isCompact = chance(5)
        if chance(20) { return Array(pick(["", " ", "\n", "\u{FEFF}"]).utf8) }
        var members: [(String, String)] = []
        for _ in 0..<Int.random(in: 0...4, using: &generator) { members.append(foreignMember()) }
        if chance(2) { members.insert(("apiKeyHelper", string()), at: Int.random(in: 0...members.count, using: &generator)) }
        for _ in 0..<pick([0, 1, 1, 1, 2]) {
            members.insert((pick(["env", "env", "\\u0065nv"]), environment()), at: Int.random(in: 0...members.count, using: &generator))
        }
        let start = chance(8) ? "\u{FEFF}" : chance(8) ? newline : ""
        return Array((start + lineComment() + object(members, indentation: "") + (chance(3) ? "" : newline)).utf8)
    }

    private mutating func environment() -> String {
        var members: [(String, String)] = []
        for _ in 0..<Int.random(in: 0...3, using: &generator) { members.append((word(), string())) }
        for name in ["ANTHROPIC_BASE_URL", "NO_PROXY", "no_proxy", "CLAUDE_CODE_ATTRIBUTION_HEADER", "ANTHROPIC_DEFAULT_OPUS_MODEL"]
        where chance(3) {
            let value =
                name.lowercased() == "no_proxy"
                ? pick(["", "a.example", "127.0.0.1", "localhost,b", "*", "127.0.0.1,localhost", "c,"]) : word()
            members.insert((name, "\"\(value)\""), at: Int.random(in: 0...members.count, using: &generator))
        }
        return object(members, indentation: unit)
    }

    private mutating func foreignMember() -> (String, String) {
        (word(), pick([string(), "true", "null", "1.50", "[]", "{}", "[1, 2,3]", "{\"a\": {\"b\": [ ]}}", "[ {\"x\":1 } ]"]))
    }

    private mutating func object(_ members: [(String, String)], indentation: String) -> String {
        if members.isEmpty {
            return pick(["{}", "{ }", isCompact ? "{}" : "{\(newline)\(indentation)}", hasComments ? "{ /* none */ }" : "{}"])
        }
        var text = "{"
        for (index, member) in members.enumerated() {
            text += isCompact ? (chance(4) ? " " : "") : newline + ownLineComment(indentation + unit) + indentation + unit
            text += "\"\(member.0)\"\(colon)\(blockComment())\(member.1)\(blockComment())"
            if index + 1 < members.count || hasTrailingCommas { text += "," }
            text += isCompact ? blockComment() : lineEndComment()
        }
        return text + (isCompact ? "" : newline + indentation) + "}"
    }

    // MARK: Pieces

    private mutating func word() -> String {
        pick(["model", "hooks", "permissions", "a", "b", "\\u0061", "ä", "😀", "x\\\"y", "//", "/*", "{", "}"])
            + String(Int.random(in: 0..<100, using: &generator))
    }

    private mutating func string() -> String { "\"\(word())\"" }

    private mutating func blockComment() -> String { hasComments && chance(6) ? pick([" /* c, */ ", "/*}*/", "/**/"]) : "" }
    private mutating func lineEndComment() -> String {
        hasComments && chance(5) ? pick([" // end", "//", " // , \"x\": 1 }"]) : blockComment()
    }
    private mutating func ownLineComment(_ indentation: String) -> String {
        hasComments && chance(6) ? indentation + "// own" + newline : ""
    }
    private mutating func lineComment() -> String { hasComments && chance(4) ? "// top" + newline : "" }

    mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[Int.random(in: 0..<choices.count, using: &generator)] }
}
