import LosslessJSON
import Models
import Testing

@testable import Translation

/// 75,000 spoiled requests, answers and streams: no trap, no hang, and what comes out is of its dialect. With those of the shim's replies
/// it is 100,000.
@Suite
struct FuzzTests {
    #if DEBUG
        private static let rounds = 7_500
    #else
        private static let rounds = 10_000
    #endif

    private static let requests: [(Dialect, [UInt8])] = Dialect.allCases.flatMap { dialect -> [(Dialect, [UInt8])] in
        let turns = [RequestPartTests.image, RequestPartTests.file, RequestPartTests.result].compactMap { $0[dialect] }.joined(
            separator: ",")
        let whole = String(RequestPartTests.body(dialect, turns).dropLast()) + "," + (RequestToolTests.tools[dialect] ?? "") + "}"
        let more: [Dialect: String] = [
            .chat:
                #""temperature":1,"stop":["a"],"tool_choice":"required","reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"f","schema":{}}}"#,
            .responses:
                #""reasoning":{"effort":"low","summary":"auto"},"text":{"format":{"type":"json_schema","name":"f","schema":{}}},"tool_choice":"auto""#,
            .messages:
                #""system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"thinking":{"type":"enabled","budget_tokens":2000}"#,
            .google:
                #""systemInstruction":{"parts":[{"text":"s"}]},"generationConfig":{"topK":3,"thinkingConfig":{"thinkingBudget":-1},"responseSchema":{"type":"OBJECT"}}"#,
        ]
        return [(dialect, Array(whole.utf8)), (dialect, Array(Request.text(dialect, more[dialect] ?? "").utf8))]
    }

    @Test(arguments: 0..<4)
    func `Spoiled requests are translated or refused`(part: Int) throws {
        var mutation = Mutation(seed: UInt64(part))
        var translated = 0
        var traits = Sample.traits
        for round in 0..<Self.rounds {
            let (source, body) = Self.requests[round % Self.requests.count]
            let target = Dialect.allCases[mutation.number(4)]
            traits.reasoning = [.unsupported, .budget, .effort([.low, .high]), .adaptive([.low])][mutation.number(4)]
            traits.takesStructuredOutput = mutation.number(2) == 0
            guard let request = try? RequestTranslation(mutation.spoiled(body), from: source),
                let result = try? request.encoded(for: target, traits: traits)
            else { continue }
            translated += 1
            #expect(result.notes.count <= TranslationNotes.limit)
            // What is written is read again by the codec of its dialect.
            #expect(throws: Never.self) { try RequestTranslation(result.body, from: target) }
        }
        #expect(translated > Self.rounds / 20, "the mutations leave enough that is a request")
    }

    @Test(arguments: 0..<4)
    func `Spoiled streams end once, in the grammar of their client`(part: Int) throws {
        var mutation = Mutation(seed: UInt64(100 + part))
        for round in 0..<Self.rounds {
            let (upstream, client) = Sample.pairs[mutation.number(Sample.pairs.count)]
            let scenario = Scenario.all[mutation.number(Scenario.all.count)]
            guard let stream = scenario.streams[upstream] else { continue }
            var translation = StreamTranslation(from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time)
            var output: [StreamEvent] = []
            let spoiled = mutation.number(stream.count)
            for (index, data) in stream.enumerated() {
                var bytes = Array(data.utf8)
                if index == spoiled || mutation.number(10) == 0 { bytes = mutation.spoiled(bytes) }
                let event = StreamEvent(name: mutation.number(20) == 0 ? "error" : "", data: bytes)
                for _ in 0...(mutation.number(12) == 0 ? 1 : 0) { output += translation.receive(event) }
            }
            output += translation.end() ?? translation.fail(APIFault(.serverError, "cut"))
            #expect(throws: Never.self, "\(upstream) → \(client), round \(round)") { try Grammar.summary(ofStream: output, in: client) }
        }
    }

    @Test(arguments: 0..<2)
    func `Spoiled answers are answers or faults`(part: Int) throws {
        var mutation = Mutation(seed: UInt64(200 + part))
        for round in 0..<Self.rounds {
            let (upstream, client) = Sample.pairs[mutation.number(Sample.pairs.count)]
            let scenario = Scenario.all[mutation.number(Scenario.all.count)]
            guard let body = scenario.bodies[upstream] else { continue }
            let spoiled = mutation.spoiled(Array(body.utf8))
            _ = FaultTranslation.fault(spoiled, from: upstream, status: 500)
            let answer = try? AnswerTranslation.translated(
                spoiled, from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time
            )
            guard let answer else { continue }
            #expect(throws: Never.self, "\(upstream) → \(client), round \(round)") { try Grammar.summary(ofBody: answer.body, in: client) }
        }
    }

    @Test
    func `Random bytes are refused`() {
        var mutation = Mutation(seed: 7)
        for round in 0..<2_000 {
            let bytes = (0..<mutation.number(60)).map { _ in UInt8(mutation.number(256)) }
            let dialect = Dialect.allCases[round % 4]
            #expect(throws: TranslationError.self) { try RequestTranslation(bytes, from: dialect) }
        }
    }
}
