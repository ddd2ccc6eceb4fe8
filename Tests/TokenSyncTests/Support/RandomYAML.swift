import SeededRandom

/// Writes random YAML texts: mappings and sequences at any indentation, every style of scalar, anchors, tags and braces where they are
/// none of our business, with and without what we own.
struct RandomYAML {
    private var generator: SeededGenerator
    private var newline = ""
    private var unit = 2
    private var hasComments = false
    private var isFlush = false
    private var anchors = 0

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func file() -> [UInt8] {
        newline = pick(["\n", "\n", "\n", "\r\n"])
        unit = Int.random(in: 1...4, using: &generator)
        hasComments = chance(2)
        isFlush = chance(2)
        if chance(25) { return Array(pick(["", "\n", "# only a comment", "# one\n\n# two\n", "---\n", "\u{FEFF}", "--- # c"]).utf8) }
        var parts: [String] = []
        for number in 0..<Int.random(in: 0...4, using: &generator) { parts.append(foreign("foreign\(number)", column: 0, depth: 0)) }
        if chance(2) { parts.append(line("model: " + scalar(), 0)) }
        if chance(2) { parts.append(providers()) }
        if chance(2) { parts.append(customProviders()) }
        parts.shuffle(using: &generator)
        var text = parts.joined(separator: "")
        if text.isEmpty { text = "a: b" + newline }
        if chance(3) {
            text = pick(["# top\(newline)\(newline)", "---\(newline)", "\u{FEFF}", "# %no directive\(newline)---  # c\(newline)"]) + text
        }
        if chance(4) { text += newline + "# the end" + newline }
        if !endsInBlockScalar(text), chance(3), text.hasSuffix(newline) { text.removeLast() }
        return Array(text.utf8)
    }

    /// Without its last line break such a text would say something else when a line follows.
    private func endsInBlockScalar(_ text: String) -> Bool {
        text.contains("block line")
    }

    private mutating func providers() -> String {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: return line("model_providers:" + pick(["", " {}", " { }", "  {}"]), 0)
        case 1: return line("model_providers:", 0) + line("other:", unit) + members([], upTo: 2, column: 2 * unit, atLeast: 1)
        case 2: return line("'model_providers':", 0) + line("argo:" + pick(["", " {}"]), unit)
        default:
            var text =
                line("model_providers:", 0) + line("\"argo\":", unit)
                + members(["name", "base_url"], upTo: 1, column: 2 * unit, atLeast: 1)
            if chance(2) {
                text += line("auth:", 2 * unit) + line("command: " + scalar(), 3 * unit) + pick(["", line("args: []", 3 * unit)])
            }
            return text
        }
    }

    private mutating func customProviders() -> String {
        if chance(4) { return line("custom_providers:" + pick(["", " []", " [ ]"]), 0) }
        var text = line("custom_providers:", 0)
        let column = isFlush ? 0 : unit
        for name in ["other", "\"argo\"", "third"].filter({ _ in chance(2) }) + ["'last'"] {
            let isNameFirst = chance(2)
            text += line("- " + (isNameFirst ? "name: \(name)" : "x: 1"), column)
            text += members(["base_url"], upTo: 1, column: column + 2)
            if !isNameFirst { text += line("name: \(name)", column + 2) }
            if chance(3) { text += line("auth:", column + 2) + line("command: " + scalar(), column + 2 + unit) }
        }
        return text
    }

    private mutating func members(_ owned: [String], upTo limit: Int, column: Int, atLeast: Int = 0) -> String {
        var text = ""
        for number in 0..<Int.random(in: atLeast...max(limit, atLeast), using: &generator) {
            text += foreign("key\(number)", column: column, depth: 2)
        }
        for name in owned where chance(2) { text += line("\(name): \(scalar())", column) }
        return text
    }

    private mutating func foreign(_ name: String, column: Int, depth: Int) -> String {
        let key = pick([name, "\"\(name) q\"", "'\(name): '", name + " with blanks", name + "#x"]) + pick([":", ":", " :"])
        let indent = String(repeating: " ", count: column + unit)
        switch Int.random(in: 0..<(depth < 2 ? 12 : 9), using: &generator) {
        case 0: return line(key + " " + scalar(), column)
        case 1:
            return line(
                key + pick([" [1, {a: b}, \"]\"]", " {x: 'it''s }', y: [ ]}", " [a,\(newline)\(indent)b # c\(newline)\(indent)]", " {}"]),
                column)
        case 2:
            return line(key + pick([" |", " >-", " |+", " |2-"].filter { $0 != " |2-" }), column)
                + "\(indent)# block line\(newline)\(newline)\(indent)  key: no key\(newline)"
        case 3:
            return line(key + " plain text", column, isLast: false)
                + "\(indent)that goes on\(newline)\(newline)\(indent)# is a comment\(newline)"
        case 4: return line(key + " \"two", column, isLast: false) + "\(indent)lines: here \\\"\"\(newline)"
        case 5:
            return line(key + " &anchor\(nextAnchor()) text", column) + line("\(name)tag: !!str 5", column)
        case 6: return line(key, column)
        case 7: return line(key, column) + indent + scalar() + newline
        case 8:
            return line(key + pick([" # c", "  "]), column) + line("- one", column + (isFlush ? 0 : unit))
                + line("- - two", column + (isFlush ? 0 : unit))
        case 9:
            return line(key + pick(["", " &map\(nextAnchor())"]), column)
                + foreign("in", column: column + unit, depth: depth + 1)
        case 10:
            let dashes = column + (isFlush ? 0 : unit)
            return line(key, column) + line("- a: 1", dashes) + foreign("b", column: dashes + 2, depth: depth + 1) + line("-", dashes)
                + line("-   'x'", dashes)
        default:
            return line(key, column) + foreign("one", column: column + unit, depth: depth + 1)
                + foreign("two", column: column + unit, depth: depth + 1)
        }
    }

    /// A line, maybe with comments and blank lines around it.
    private mutating func line(_ text: String, _ column: Int, isLast: Bool = true) -> String {
        let before =
            hasComments && chance(6)
            ? String(repeating: " ", count: pick([0, column])) + "# own line" + newline : chance(12) ? newline : ""
        let isBare = !isLast || text.contains("|") || text.contains(">-")
        return before + String(repeating: " ", count: column) + text
            + (hasComments && !isBare && chance(4) ? pick([" # end", "  # x: y"]) : "") + newline
    }

    private mutating func scalar() -> String {
        pick([
            "word", "two words", "'single ''quoted'''", "\"esc \\u00e9 \\\" # no comment\"", "true", "no", "42", "0o17", "1.5e3", "~",
            "null",
            "2001-12-14", "http://x.example:80/#frag", "a:b", "-dash", "\"\"", "''", "ä😀", "12:30:45", "50%",
        ])
    }

    /// Each anchor has a name of its own, or some parsers refuse the text.
    private mutating func nextAnchor() -> Int {
        anchors += 1
        return anchors
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }
    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[Int.random(in: 0..<choices.count, using: &generator)] }
}
