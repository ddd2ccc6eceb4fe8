import Testing

@testable import Translation

/// Steps in any order a model may tell them in, told one thing at a time.
@Suite
struct SerialAnswerTests {
    /// Steps at random, and what they say taken together.
    private static func steps(seed: UInt64) -> ([AnswerEvent], AnswerSummary) {
        var mutation = Mutation(seed: seed)
        var expected = AnswerSummary()
        var steps: [AnswerEvent] = [.started]
        var rests: [(key: Int, pieces: [String])] = []
        for _ in 0..<(5 + mutation.number(30)) {
            switch mutation.number(6) {
            case 0:
                let text = "t\(mutation.number(100)) "
                expected.text += text
                steps.append(.text(text))
            case 1 where rests.isEmpty:
                let text = "r\(mutation.number(100)) "
                expected.reasoning += text
                steps.append(.reasoning(text))
                if mutation.number(2) == 0 { steps.append(.reasoningEnded(Signature(.google, .thought, value: "c2ln"))) }
            case 2 where expected.calls.count < 6:
                let arguments = #"{"k":"\#(String(repeating: "x", count: mutation.number(9)))"}"#
                let key = expected.calls.count * 7
                expected.calls.append(.init(id: "call_\(key)", name: "f", arguments: arguments))
                steps.append(.callStarted(key: key, .init(id: "call_\(key)", name: "f")))
                rests.append((key, arguments.map(String.init)))
            case 3:
                steps.append(.usage(Usage(input: 5, output: 3)))
            default:
                guard !rests.isEmpty else { continue }
                let index = mutation.number(rests.count)
                guard !rests[index].pieces.isEmpty else {
                    // Some upstreams say where a call ends, others do not.
                    if mutation.number(2) == 0 { steps.append(.callEnded(key: rests[index].key)) }
                    rests.remove(at: index)
                    continue
                }
                steps.append(.callArguments(key: rests[index].key, rests[index].pieces.removeFirst()))
            }
        }
        for rest in rests { steps += rest.pieces.map { .callArguments(key: rest.key, $0) } }
        steps += [.usage(Usage(input: 5, output: 3)), .finished(.stop)]
        (expected.input, expected.output) = (5, 3)
        expected.ending = expected.calls.isEmpty ? .stop : .calls
        return (steps, expected)
    }

    @Test(arguments: Dialect.allCases)
    func `Whatever the order, every dialect is told all of it in its grammar`(client: Dialect) throws {
        for seed in 0..<300 as Range<UInt64> {
            let (steps, expected) = Self.steps(seed: seed)
            var pipeline = AnswerPipeline(Sample.context, client: client, seed: Sample.seed, limits: .init())
            var encoder = StreamTranslation.encoder(
                for: client, AnswerIdentity(context: Sample.context, upstream: .google, seed: Sample.seed, time: Sample.time)
            )
            var assembly = AnswerAssembly()
            var output: [StreamEvent] = []
            for step in steps {
                for told in pipeline.receive(step) {
                    encoder.encode(told, into: &output)
                    assembly.receive(told)
                }
            }
            var summary = try Grammar.summary(ofStream: output, in: client)
            summary.signatures = []
            #expect(summary == expected, "seed \(seed)")
            let identity = AnswerIdentity(context: Sample.context, upstream: .google, seed: Sample.seed, time: Sample.time)
            var whole = try Grammar.summary(ofBody: try AnswerTranslation.body(assembly.answer, in: client, identity), in: client)
            whole.signatures = []
            #expect(whole == expected, "seed \(seed)")
        }
    }

    @Test
    func `A thought that nobody ended is ended by what follows`() {
        var serial = SerialAnswer(limits: .init())
        var output: [AnswerEvent] = []
        for step: AnswerEvent in [.reasoning("a"), .text(""), .reasoning("b"), .text("c"), .finished(.toolCalls), .text("late")] {
            serial.receive(step, into: &output)
        }
        #expect(
            output == [
                .started, .reasoning("a"), .reasoning("b"), .reasoningEnded(nil), .text("c"), .finished(.stop),
            ]
        )
    }

    @Test
    func `The second call waits for the first to end, and no longer`() {
        var serial = SerialAnswer(limits: .init())
        var output: [AnswerEvent] = []
        let start = ToolCall(id: "1", name: "f")
        for step: AnswerEvent in [
            .started, .callStarted(key: 1, start), .callStarted(key: 2, start), .callArguments(key: 2, "b"),
            .text("t"),
            .callArguments(key: 1, "a"),
        ] { serial.receive(step, into: &output) }
        #expect(output.count == 3)
        serial.receive(.callEnded(key: 1), into: &output)
        serial.receive(.callArguments(key: 2, "c"), into: &output)
        serial.receive(.callEnded(key: 2), into: &output)
        #expect(
            Array(output[3...]) == [
                .callEnded(key: 1), .callStarted(key: 2, start), .callArguments(key: 2, "b"), .callArguments(key: 2, "c"),
                .callEnded(key: 2),
                .text("t"),
            ]
        )
    }
}
