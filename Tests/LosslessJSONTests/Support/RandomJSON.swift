import LosslessJSON
import SeededRandom

/// Writes random texts that follow the grammar, in every way of spelling that it allows.
struct RandomJSON {
    var generator: SeededGenerator
    let syntax: JSONSyntax

    init(seed: UInt64, syntax: JSONSyntax) {
        generator = SeededGenerator(seed: seed)
        self.syntax = syntax
    }

    mutating func document() -> [UInt8] {
        Array((trivia() + value(depth: 0) + trivia()).utf8)
    }

    /// An object with members called `k0`, `k1`, …, and the texts of their values.
    mutating func object(memberCount: Int) -> (text: [UInt8], values: [String]) {
        let values = (0..<memberCount).map { _ in value(depth: 2) }
        let members = values.enumerated().map { "\"k\($0.offset)\"\(trivia()):\(trivia())\($0.element)" }
        return (Array((trivia() + list(members, "{", "}") + trivia()).utf8), values)
    }

    mutating func chance(_ one: Int) -> Bool {
        Int.random(in: 0..<one, using: &generator) == 0
    }

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<(depth < 3 ? 8 : 6), using: &generator) {
        case 0: return ["true", "false", "null"].randomElement(using: &generator) ?? "null"
        case 1, 2: return number()
        case 3, 4, 5: return string()
        case 6: return list((0..<Int.random(in: 0...3, using: &generator)).map { _ in value(depth: depth + 1) }, "[", "]")
        default:
            let members = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                "\(string())\(trivia()):\(trivia())\(value(depth: depth + 1))"
            }
            return list(members, "{", "}")
        }
    }

    private mutating func list(_ children: [String], _ open: String, _ close: String) -> String {
        var text = open + trivia()
        for (index, child) in children.enumerated() {
            if index > 0 { text += "," + trivia() }
            text += child + trivia()
        }
        if syntax == .jsonc, !children.isEmpty, chance(3) { text += "," + trivia() }
        return text + close
    }

    private mutating func number() -> String {
        let whole = ["0", "-0", "7", "-12", "90", "123456789012345678901234567890"].randomElement(using: &generator) ?? "0"
        let fraction = ["", "", ".0", ".125"].randomElement(using: &generator) ?? ""
        return whole + fraction + (["", "", "e3", "E-2", "e+1"].randomElement(using: &generator) ?? "")
    }

    private mutating func string() -> String {
        let pieces = [
            "a", "env", " ", "/", "ä", "€", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\uD83D\\uDE00", "//", "/*", "{", ",", "]",
        ]
        return "\"" + (0..<Int.random(in: 0...4, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            + "\""
    }

    private mutating func trivia() -> String {
        let blanks = ["", "", "", " ", "\n  ", "\t", "\r\n"]
        let comments = ["/* x */", "// y\n", "/**/", "//\r\n", "/* , } \" */"]
        let pool = syntax == .jsonc ? blanks + comments : blanks
        return pool.randomElement(using: &generator) ?? ""
    }
}
