import Testing

@testable import Translation

/// Every ordered pair of dialects, every kind of answer, streamed to streamed, and whole to whole or streamed.
@Suite
struct AnswerMatrixTests {
    @Test(arguments: Sample.pairs.map { "\($0.0.rawValue) → \($0.1.rawValue)" }, Scenario.all)
    func `Every client is told every answer as its upstream gave it`(pair: String, scenario: Scenario) throws {
        let (upstream, client) = try #require(Sample.pairs.first { "\($0.0.rawValue) → \($0.1.rawValue)" == pair })
        guard let stream = scenario.streams[upstream], let body = scenario.bodies[upstream] else { return }
        let events = Sample.events(stream)
        var translation = StreamTranslation(from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time)
        var output: [StreamEvent] = []
        for event in events { output += translation.receive(event) }
        let last = translation.end()
        output += try #require(last, "the stream is whole")
        check(try Grammar.summary(ofStream: output, in: client), scenario, upstream, client)

        let whole = try AnswerTranslation.translated(
            Array(body.utf8), from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time
        )
        check(try Grammar.summary(ofBody: whole.body, in: client), scenario, upstream, client)

        let told = try AnswerTranslation.stream(
            Array(body.utf8), from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time
        )
        check(try Grammar.summary(ofStream: told, in: client), scenario, upstream, client)
    }

    private func check(_ summary: AnswerSummary, _ scenario: Scenario, _ upstream: Dialect, _ client: Dialect) {
        var summary = summary
        var expected = scenario.expected
        if client == .messages || client == .google, !expected.refusal.isEmpty {
            expected.text = expected.refusal
            expected.refusal = ""
            if client == .messages { expected.ending = .filtered }
        }
        // Messages has a signature for every thought, also where the upstream gave none.
        let signatures = summary.signatures.compactMap(Signature.init(carrier:))
        #expect(signatures.count == summary.signatures.count, "every signature says where it came from")
        #expect(signatures.allSatisfy { $0.dialect == upstream })
        if !expected.reasoning.isEmpty, upstream != .chat { #expect(signatures.map(\.value) == ["c2ln"]) }
        summary.signatures = []
        #expect(summary == expected)
    }

    @Test(arguments: Dialect.allCases, Scenario.all)
    func `A stream that breaks off anywhere does not end`(upstream: Dialect, scenario: Scenario) throws {
        guard let stream = scenario.streams[upstream] else { return }
        for client in Dialect.allCases where client != upstream {
            for length in 0..<stream.count {
                var translation = StreamTranslation(from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: 1)
                for event in Sample.events(Array(stream[..<length])) { _ = translation.receive(event) }
                // The reason of the end is known: only figures or the mark of the end are missing.
                if stream[..<length].contains(where: { $0.contains(#""finish_reason":""#) || $0.contains(#""finishReason":""#) }) {
                    continue
                }
                #expect(translation.end() == nil)
                let last = translation.fail(APIFault(.serverError, "cut"))
                #expect(last.count >= 1)
                #expect(translation.phase == .failed(APIFault(.serverError, "cut")))
                #expect(translation.fail(APIFault(.serverError, "again")).isEmpty, "there is one end")
            }
        }
    }

    @Test(arguments: Sample.pairs.map { "\($0.0.rawValue) → \($0.1.rawValue)" })
    func `An error in the stream, at any place, is the last event`(pair: String) throws {
        let (upstream, client) = try #require(Sample.pairs.first { "\($0.0.rawValue) → \($0.1.rawValue)" == pair })
        let error =
            switch upstream {
            case .chat: #"{"error":{"message":"busy","type":"server_error","param":null,"code":"server_is_overloaded"}}"#
            case .messages: #"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#
            case .responses: #"{"type":"error","code":"server_is_overloaded","message":"busy","param":null,"sequence_number":3}"#
            case .google: #"{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}"#
            }
        let stream = try #require(Scenario.calls.streams[upstream])
        for place in 0..<(stream.count - 1) {
            var translation = StreamTranslation(from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time)
            var output: [StreamEvent] = []
            for event in Sample.events(Array(stream[..<place]) + [error] + Array(stream[place...])) { output += translation.receive(event) }
            output += translation.end() ?? []
            let summary = try Grammar.summary(ofStream: output, in: client)
            #expect(summary.ending == .failed("busy"))
            guard case .failed(let fault) = translation.phase else {
                Issue.record("the phase is \(translation.phase)")
                continue
            }
            #expect(fault.kind == .overloaded)
        }
    }
}

/// Which status stands for a fault that came without one.
@Suite
struct FaultStatusTests {
    @Test(arguments: Dialect.allCases)
    func `An overloaded upstream is 529 for Anthropic's clients alone`(client: Dialect) {
        let fault = APIFault(.overloaded, "busy")
        #expect(fault.effectiveStatus(in: client) == (client == .messages ? 529 : 503))
        #expect(APIFault(.overloaded, "busy", status: 529).effectiveStatus(in: client) == 529, "the upstream's own status stays")
        if client == .google { #expect(String(decoding: FaultTranslation.body(fault, in: client), as: UTF8.self).contains("503")) }
    }
}
