import LosslessJSON
import SeededRandom
import Testing

@testable import Translation

@Suite
struct RoundTripTests {
    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `What both dialects can say comes back as it was`(first: Dialect, second: Dialect) throws {
        for seed in 0..<60 as Range<UInt64> {
            var generator = ConversationGenerator(seed: seed, dialects: [first, second])
            let original = generator.conversation()
            var translation = try RequestTranslation(Array(Request.text(.chat).utf8), from: .chat)
            translation.conversation = original
            let there = try translation.encoded(for: first, traits: Sample.traits)
            let read = try RequestTranslation(there.body, from: first)
            let away = try read.encoded(for: second, traits: Sample.traits)
            let back = try RequestTranslation(away.body, from: second).encoded(for: first, traits: Sample.traits)
            let end = try RequestTranslation(back.body, from: first)
            #expect(ConversationShape(read.conversation) == ConversationShape(original), "\(first) alone, seed \(seed)")
            #expect(ConversationShape(end.conversation) == ConversationShape(original), "seed \(seed)")
            #expect(away.notes == [] && back.notes == [], "nothing is lost, seed \(seed)")
        }
    }
}

/// Makes conversations of what every dialect can say.
struct ConversationGenerator {
    private static let words = ["a", "Hi", " ", "\n", "\"", "\\", "ü", "日本", "🦊", "\u{1}", "</system>", "{\"x\":1}", "\t", "1.50"]
    private var random: SeededGenerator
    private var calls = 0
    private let dialects: Set<Dialect>
    /// Google loses the names of files.
    private var hasFiles: Bool { !dialects.contains(.google) }

    /// - Parameter dialects: what all of them can say is said.
    init(seed: UInt64, dialects: Set<Dialect>) {
        random = SeededGenerator(seed: seed)
        self.dialects = dialects
    }

    mutating func conversation() -> Conversation {
        var conversation = Conversation()
        conversation.model = "the-model"
        for _ in 0..<number(3) { conversation.system.append(SystemText(text: text(), isDeveloper: false, cache: nil, path: .root)) }
        for index in 0..<(1 + number(3)) {
            let schema =
                #"{"type":"object","properties":{"b\#(number(9))":{"type":"string"},"a":{"type":"integer","description":"d"}},"required":["a"]}"#
            conversation.tools.append(
                Tool(name: "tool_\(index)", description: text(), kind: .function(schema: Array(schema.utf8)), path: .root)
            )
        }
        let modes: [ToolChoice.Mode?] = [nil, .auto, .required, ToolChoice.Mode.none, .tool("tool_0")]
        conversation.toolChoice = modes[number(modes.count)].map { ToolChoice(mode: $0, path: .root) }
        conversation.sampling.maximumOutput = 16 + number(1_000)
        if number(2) == 0 { conversation.sampling.temperature = JSONNumber(value: 0.5, spelling: Array("0.50".utf8)) }
        if number(2) == 0 { conversation.sampling.topP = JSONNumber(value: 1, spelling: Array("1".utf8)) }
        if !dialects.contains(.responses), number(2) == 0 { conversation.sampling.stop = [text(), "END"] }
        if !dialects.contains(.messages), !dialects.contains(.responses), number(2) == 0 { conversation.sampling.seed = 7 }
        conversation.isStreaming = number(2) == 0
        for _ in 0..<(1 + number(4)) { addTurns(to: &conversation) }
        return conversation
    }

    private mutating func addTurns(to conversation: inout Conversation) {
        var parts = [Part(.text(text()), path: .root)]
        if number(3) == 0 {
            parts.append(Part(.image(Image(source: .inline(mediaType: "image/png", data: "aGk="), detail: nil)), path: .root))
            parts.append(Part(.text(text()), path: .root))
        }
        if hasFiles, number(5) == 0 {
            let source = File.Source.media(.inline(mediaType: "application/pdf", data: "aGk="))
            parts.append(Part(.file(File(source: source, name: "a.pdf")), path: .root))
        }
        conversation.turns.append(Turn(.user, parts, path: .root))
        var answer: [Part] = number(2) == 0 ? [Part(.text(text()), path: .root)] : []
        var results: [Part] = []
        for _ in 0..<number(4) {
            calls += 1
            let arguments = [#"{"a": 1}"#, "{}", #"{"b":"ü\n","a":1.50}"#][number(3)]
            let name = "tool_0"
            answer.append(Part(.call(ToolCall(id: "call_\(calls)", name: name, arguments: arguments)), path: .root))
            var result = ToolResult(callID: "call_\(calls)", parts: [Part(.text("r" + text()), path: .root)])
            // Chat and Google move images behind the results; only Messages and Google say that a tool has failed.
            if dialects.isDisjoint(with: [.chat, .google]), number(2) == 0 {
                result.parts.append(Part(.image(Image(source: .inline(mediaType: "image/png", data: "aGk="), detail: nil)), path: .root))
            }
            result.isError = dialects.isSubset(of: [.messages, .google]) && number(3) == 0
            results.append(Part(.result(result), path: .root))
        }
        if answer.isEmpty { answer = [Part(.text("ok"), path: .root)] }
        conversation.turns.append(Turn(.assistant, answer, path: .root))
        if !results.isEmpty { conversation.turns.append(Turn(.user, results, path: .root)) }
    }

    private mutating func number(_ count: Int) -> Int { Int.random(in: 0..<max(1, count), using: &random) }

    private mutating func text() -> String {
        var text = "t"
        for _ in 0..<number(6) { text += Self.words[number(Self.words.count)] }
        return text
    }
}

/// What a conversation says, without where it stood and how its dialect cut it into pieces.
struct ConversationShape: Equatable {
    let lines: [String]

    init(_ conversation: Conversation) {
        var lines = conversation.system.map { "system \($0.text)" }
        for tool in conversation.tools {
            guard case .function(let schema) = tool.kind else { continue }
            lines.append("tool \(tool.name) \(tool.description ?? "") \(String(decoding: schema ?? [], as: UTF8.self))")
        }
        let choice = conversation.toolChoice.map { "\($0.mode)" } ?? "-"
        lines.append("choice \(choice)")
        let sampling = conversation.sampling
        lines.append("stop \(sampling.stop), seed \(sampling.seed ?? 0)")
        lines.append("\(sampling.maximumOutput ?? 0) \(sampling.temperature?.json as Any) \(sampling.topP?.json as Any)")
        for turn in conversation.turns.merged {
            lines.append("\(turn.role)")
            var text = ""
            for part in turn.parts {
                if case .text(let piece) = part.kind {
                    text += piece
                    continue
                }
                if !text.isEmpty { lines.append("  text \(text)") }
                text = ""
                lines.append("  " + Self.line(part))
            }
            if !text.isEmpty { lines.append("  text \(text)") }
        }
        self.lines = lines
    }

    private static func line(_ part: Part) -> String {
        switch part.kind {
        case .image(let image): "image \(image.source)"
        case .file(let file): "file \(file.source) \(file.name ?? "")"
        case .call(let call): "call \(call.id) \(call.name) \(call.arguments)"
        case .result(let result):
            "result \(result.callID) \(result.parts.text) \(result.isError) "
                + result.parts.filter { !$0.isText }.map { Self.line($0) }.joined()
        default: "\(part.kind)"
        }
    }
}
