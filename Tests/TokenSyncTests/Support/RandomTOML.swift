import SeededRandom

/// Writes random TOML texts: headers, dotted keys, braces, arrays of tables, every kind of string, with and without what we own.
struct RandomTOML {
    private var generator: SeededGenerator
    private var newline = ""
    private var hasComments = false

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func file() -> [UInt8] {
        newline = pick(["\n", "\n", "\n", "\r\n"])
        hasComments = chance(2)
        if chance(25) { return Array(pick(["", "\n", "# only a comment", "# one\n\n# two\n"]).utf8) }
        var text = chance(3) ? "# top" + newline + newline : ""
        text += pairs(upTo: 3, owned: ["model", "model_provider"])
        for number in 0..<Int.random(in: 0...3, using: &generator) {
            if chance(2) { text += newline }
            text += section("section\(number)")
        }
        let ours = Int.random(in: 0..<6, using: &generator)
        if ours == 0 {
            text += header("[model_providers.argo]") + pairs(upTo: 1, owned: ["name", "base_url", "wire_api"])
            if chance(2) { text += header("[model_providers.argo.auth]") + pairs(upTo: 0, owned: ["command"]) }
        } else if ours == 1 {
            text += header("[model_providers]") + line("argo = " + inline(["name", "base_url"]))
        } else if ours == 2 {
            text += header("[model_providers.other]") + pairs(upTo: 2, owned: [])
        } else if ours == 3 {
            text += header("[model_providers]") + line("argo.name = \"x\"") + line("argo . \"base_url\" = 'y'")
        } else if ours == 4 {
            text += header("[model_providers.argo.auth]") + pairs(upTo: 1, owned: ["command"])
        }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            for name in ["\"other\"", "'argo'", "\"third\""] where chance(2) {
                text += header("[[custom_providers]]") + line("name = " + name) + pairs(upTo: 2, owned: ["base_url"])
                if chance(3) { text += header("[custom_providers.auth]") + pairs(upTo: 1, owned: ["command"]) }
            }
        case 1 where !text.contains("["):
            let items = ["{ name = \"other\" }", inline(["base_url"], first: "name = 'argo', ")].filter { _ in chance(2) }
            text += "custom_providers = [" + items.joined(separator: ", ") + "]" + newline
        default: break
        }
        if chance(3) { text += newline + "# the end" + newline }
        if chance(3), text.hasSuffix(newline) { text.removeLast(newline.count == 2 ? 1 : 1) }
        return Array(text.utf8)
    }

    private mutating func section(_ name: String) -> String {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            header("[[\(name)]]") + pairs(upTo: 3, owned: []) + header("[[\(name)]]") + header("[\(name).below]")
                + pairs(upTo: 2, owned: [])
        case 1: header("[ \(name) . \"quoted key\" ]") + pairs(upTo: 3, owned: [])
        case 2: header("[\(name).a.b]") + pairs(upTo: 2, owned: []) + header("[\(name)]") + pairs(upTo: 2, owned: [])
        default: header("[\(name)]") + pairs(upTo: 4, owned: [])
        }
    }

    private mutating func header(_ text: String) -> String {
        (chance(2) ? newline : "") + (chance(6) ? "  " : "") + text + comment() + newline
    }

    private mutating func pairs(upTo limit: Int, owned: [String]) -> String {
        var text = ""
        for number in 0..<Int.random(in: 0...max(limit, 0), using: &generator) {
            if hasComments, chance(5) { text += "# own line" + newline }
            text += line(
                pick(["key\(number)", "\"k \(number)\"", "dotted\(number).x", "'l\(number)'"]) + pick([" = ", "=", "  =  "]) + value())
            if chance(8) { text += newline }
        }
        for name in owned where chance(2) { text += line("\(name) = \(pick(["\"one\"", "'two'", "\"\"\"three\"\"\"", "\"a\\tb\""]))") }
        return text
    }

    private mutating func line(_ text: String) -> String {
        (chance(8) ? "  " : "") + text + comment() + newline
    }

    private mutating func comment() -> String {
        hasComments && chance(4) ? pick([" # end", "#", " # [x] = \"y\""]) : chance(10) ? "  " : ""
    }

    private mutating func value() -> String {
        pick([
            "\"text\"", "'C:\\path'", "\"esc \\u00e9 \\\" # no comment\"", "true", "false", "42", "0x1F", "1_000", "1.5e3", "-0.0", "inf",
            "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5", "07:32:00", "[]", "[1, 2,3]", "[ \"a\", # c\(newline)  'b',\(newline)]",
            "{}", "{ x = 1, y.z = \"}\" }", "\"\"\"\(newline)several \\\(newline)   lines = [\"\"\(newline)\"\"\"",
            "'''raw \(newline)[header]\(newline)'''", "[{ a = 1 }, { a = 2, b = [ ] }]", "\"ä😀\"",
        ])
    }

    private mutating func inline(_ owned: [String], first: String = "") -> String {
        let pairs = (["x = 1"] + owned.map { "\($0) = \"z\"" }).filter { _ in chance(2) }
        if pairs.isEmpty { return first.isEmpty ? pick(["{}", "{ }"]) : "{ " + first.dropLast(2) + " }" }
        return "{ " + first + pairs.joined(separator: ", ") + " }"
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }
    private mutating func pick(_ choices: [String]) -> String { choices[Int.random(in: 0..<choices.count, using: &generator)] }
}
