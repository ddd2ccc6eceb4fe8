import Testing
import Translation

@testable import Shim

/// The streams of every ordered pair of dialects, cut in every way.
@Suite
struct StreamCutsTests {
    /// A debug build is ten times slower, and takes every eighth index: another eighth for each scenario.
    #if DEBUG
        private static let step = 8
    #else
        private static let step = 1
    #endif

    /// - Parameter isJoined: whether the client gets one answer, and no stream.
    private func transcript(
        _ pieces: [ArraySlice<UInt8>], from upstream: Dialect, to client: Dialect, isJoined: Bool = false
    ) -> ReplyTranscript {
        let route = UpstreamRoute(conversationIn: upstream, of: "up", isStreaming: true)
        let asked = AnswerContext(model: ExpectedAnswer.model, isStreaming: !isJoined, showsUsage: true)
        var transcript = ReplyTranscript(
            ReplyTranscript.context(route, streams: !isJoined, joined: isJoined) {
                guard upstream != client else { return }
                $0.answer = ClientAnswer(dialect: client, kind: .conversation(asked), seed: "seed0123", time: ExpectedAnswer.time ?? 0)
            })
        transcript.receiveHead(200, "text/event-stream")
        for piece in pieces { transcript.receive(piece) }
        transcript.receiveEnd()
        return transcript
    }

    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `a stream is the same byte by byte and split at every index`(upstream: Dialect, client: Dialect) throws {
        for (number, scenario) in Scenario.all.enumerated() {
            guard let stream = scenario.streams[upstream] else { continue }
            let bytes = Array(stream.map { "data: \($0)\n\n" }.joined().utf8)
            let whole = transcript([bytes[...]], from: upstream, to: client)
            #expect(whole.status == 200 && whole.ending == .end, "\(scenario.name): \(whole.text)")
            if upstream == client {
                #expect(whole.bytes == bytes, "nothing is translated")
            } else {
                let summary = try Grammar.summary(ofStream: ForeignCall.events(whole.bytes), in: client)
                #expect(summary.text == scenario.expected.text || scenario.name == "refusal")
            }
            #expect(transcript(bytes.indices.map { bytes[$0...$0] }, from: upstream, to: client).bytes == whole.bytes)
            for index in stride(from: number % Self.step, to: bytes.count, by: Self.step) {
                let split = transcript([bytes[..<index], bytes[index...]], from: upstream, to: client)
                guard split.bytes == whole.bytes, split.ending == .end else {
                    Issue.record("\(scenario.name), split at \(index): \(split.text)")
                    break
                }
            }
        }
    }

    /// Google's streams have another path, and are never asked for where one answer is wanted.
    @Test(arguments: [Dialect.chat, .responses, .messages], Dialect.allCases)
    func `an answer joined from a stream is the same however the stream is cut`(upstream: Dialect, client: Dialect) throws {
        for (number, scenario) in Scenario.all.enumerated() {
            guard let stream = scenario.streams[upstream] else { continue }
            let bytes = Array(stream.map { "data: \($0)\n\n" }.joined().utf8)
            let whole = transcript([bytes[...]], from: upstream, to: client, isJoined: true)
            #expect(whole.status == 200 && whole.ending == .end, "\(scenario.name): \(whole.text)")
            if upstream != client { #expect(throws: Never.self) { try Grammar.summary(ofBody: whole.bytes, in: client) } }
            for index in stride(from: number % Self.step, to: bytes.count, by: Self.step) {
                let split = transcript([bytes[..<index], bytes[index...]], from: upstream, to: client, isJoined: true)
                guard split.bytes == whole.bytes, split.ending == .end else {
                    Issue.record("\(scenario.name), split at \(index): \(split.text)")
                    break
                }
            }
        }
    }
}
