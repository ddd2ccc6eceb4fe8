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
    /// and lone surrogates, which a lossless reader must keep, takes a comma at the end of an array, and refuses numbers
    /// that no `Double` holds.
    private func isComparable(_ text: [UInt8]) -> Bool {
        let string = String(decoding: text, as: UTF8.self)
        if string.filter({ !$0.isWhitespace }).contains(",]") || string.contains(/[eE][+-]?[0-9]{3}/) { return false }
        return !text.contains(0) && Array(string.utf8) == text && !string.lowercased().contains("\\ud") && !string.contains("\u{FEFF}")
    }
}
