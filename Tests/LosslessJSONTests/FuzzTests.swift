import Foundation
import LosslessJSON
import SeededRandom
import Testing

/// 100,000 texts in eight equal parts.
struct FuzzTests {
    private static let casesPerPart = 12_500

    @Test(arguments: 0..<8)
    func `no text traps, and what is accepted is accepted after edits`(part: Int) throws {
        let syntax: JSONSyntax = part % 2 == 0 ? .json : .jsonc
        var random = RandomJSON(seed: UInt64(part), syntax: syntax)
        var accepted = 0
        for index in 0..<Self.casesPerPart {
            let text = index % 10 == 0 ? noise(&random.generator) : mutated(random.document(), &random.generator)
            // A text that is refused has been tested by being refused.
            guard let document = try? JSONDocument(text, syntax: syntax) else { continue }
            accepted += 1
            try checkReading(document)
            try checkEdits(document, &random.generator)
        }
        // Otherwise the mutations are too wild, and the edits were never tried.
        #expect(accepted > Self.casesPerPart / 10)
    }

    @Test func `strict texts are accepted as an independent parser accepts them`() throws {
        var random = RandomJSON(seed: 99, syntax: .json)
        var disagreements: [String] = []
        for _ in 0..<20_000 {
            let text = mutated(random.document(), &random.generator)
            guard isComparable(text) else { continue }
            // The question is only whether it throws.
            let isAccepted = (try? JSONDocument(text)) != nil
            let isAcceptedElsewhere = (try? JSONSerialization.jsonObject(with: Data(text), options: [.fragmentsAllowed])) != nil
            if isAccepted != isAcceptedElsewhere { disagreements.append(String(decoding: text, as: UTF8.self)) }
        }
        #expect(disagreements == [])
    }

    // MARK: Texts

    private func noise(_ generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...24, using: &generator)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Up to three bytes replaced, inserted, removed or doubled.
    private func mutated(_ text: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let offset = Int.random(in: 0...text.count, using: &generator)
            let byte = Array("{}[],:\"\\/*\n 0-.e+tfnu\u{0}".utf8).randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<4, using: &generator) {
            case 0 where offset < text.count: text[offset] = byte
            case 1 where offset < text.count: text.remove(at: offset)
            case 2 where offset < text.count: text.insert(text[offset], at: offset)
            default: text.insert(byte, at: offset)
            }
        }
        return text
    }

    // MARK: Checks

    private func checkReading(_ document: JSONDocument) throws {
        for member in document.members(of: document.root) {
            let name = document.name(of: member)
            #expect(document.has(name: name, member) || name.contains("\u{FFFD}"))
            _ = (document.string(member.value), document.number(member.value), document.integer(member.value))
            let text = Array(document.text(of: member.value))
            #expect(try JSONDocument(text, syntax: document.syntax).root.kind == member.value.kind)
        }
        for element in document.elements(of: document.root) { #expect(document.root.range.contains(element.range.lowerBound)) }
        try checkChildren(of: document.root, in: document)
    }

    /// What is below a value is found as in a document of that value alone, which begins anew.
    private func checkChildren(of node: JSONNode, in document: JSONDocument) throws {
        guard node.kind == .object || node.kind == .array else { return }
        let alone = try JSONDocument(Array(document.text(of: node)), syntax: document.syntax)
        let members = document.members(of: node)
        #expect(members.map { document.text(of: $0.value) } == alone.members(of: alone.root).map { alone.text(of: $0.value) })
        let elements = document.elements(of: node)
        #expect(elements.map { document.text(of: $0) } == alone.elements(of: alone.root).map { alone.text(of: $0) })
        for member in members {
            let name = document.name(of: member)
            #expect(document.member(name, of: node) == members.last { document.has(name: name, $0) })
        }
        for child in members.map(\.value) + elements { try checkChildren(of: child, in: document) }
    }

    private func checkEdits(_ document: JSONDocument, _ generator: inout SeededGenerator) throws {
        guard document.root.kind == .object else { return }
        var edit = ObjectEdit(document.root, in: document)
        for member in document.members(of: document.root) {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: edit.remove(document.name(of: member))
            case 1: edit.set(document.name(of: member), to: Array("[1]".utf8))
            case 2: edit.rename(document.name(of: member), to: "renamed")
            default: break
            }
        }
        edit.set("added", to: Array("{}".utf8))
        let bytes = EditedText(document.bytes, applying: edit.textEdits).bytes
        let result = try JSONDocument(bytes, syntax: document.syntax)
        #expect(result.value(at: ["added"])?.kind == .object)
    }

    /// Leaves out where the other parser has habits of its own: it guesses UTF-16 and UTF-32 from zero bytes, refuses invalid UTF-8
    /// and lone surrogates, which a lossless reader must keep, takes a comma at the end of a list, and refuses numbers
    /// that no `Double` holds.
    private func isComparable(_ text: [UInt8]) -> Bool {
        let string = String(decoding: text, as: UTF8.self)
        let dense = string.filter { !$0.isWhitespace }
        if dense.contains(",]") || dense.contains(",}") || string.contains(/[eE][+-]?[0-9]{3}/) { return false }
        return !text.contains(0) && Array(string.utf8) == text && !string.lowercased().contains("\\ud") && !string.contains("\u{FEFF}")
    }
}

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
        // Long ones are passed over in blocks, and where they end is kept.
        let most = chance(8) ? 90 : 4
        return "\"" + (0..<Int.random(in: 0...most, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            + "\""
    }

    private mutating func trivia() -> String {
        let blanks = ["", "", "", " ", "\n  ", "\t", "\r\n"]
        let comments = ["/* x */", "// y\n", "/**/", "//\r\n", "/* , } \" */"]
        let pool = syntax == .jsonc ? blanks + comments : blanks
        return pool.randomElement(using: &generator) ?? ""
    }
}
