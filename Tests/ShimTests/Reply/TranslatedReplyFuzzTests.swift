import LosslessJSON
import NIOCore
import NIOHTTP1
import Testing

@testable import Shim
@testable import Translation

/// Spoiled answers of Argo's for clients of another dialect: one head, one ending, and what is told as an answer is one.
@Suite
struct TranslatedReplyFuzzTests {
    #if DEBUG
        private static let rounds = 1_600
    #else
        private static let rounds = 7_000
    #endif

    /// A context of a random pair of dialects, with a scenario that its upstream can tell.
    private struct Draw {
        let client: Dialect
        let scenario: Scenario
        let context: ReplyContext

        init(_ mutation: inout Mutation, isStreaming: Bool) {
            let upstream = Dialect.allCases[mutation.number(Dialect.allCases.count)]
            let route = UpstreamRoute(conversationIn: upstream, of: "up", isStreaming: isStreaming)
            let clients = Dialect.allCases.filter { $0 != upstream }
            let client = clients[mutation.number(clients.count)]
            self.client = client
            scenario = Scenario.all[mutation.number(Scenario.all.count)]
            let asked = AnswerContext(model: ExpectedAnswer.model, isStreaming: isStreaming, showsUsage: true)
            context = ReplyTranscript.context(route, streams: isStreaming) {
                $0.answer = ResponseTranslation(
                    dialect: client, kind: .conversation(asked), seed: "seed0123", time: ExpectedAnswer.time ?? 0)
            }
        }

        var stream: [UInt8]? {
            scenario.streams[context.upstream].map { Array($0.map { "data: \($0)\n\n" }.joined().utf8) }
        }
    }

    /// - Returns: 1 for an answer, 0 for an error or a cut.
    private func check(_ transcript: ReplyTranscript, _ draw: Draw, isStreaming: Bool, _ round: Int) throws -> Int {
        let place: Comment = "\(draw.context.upstream) → \(draw.client), \(draw.scenario.name), round \(round): \(transcript.text)"
        #expect(transcript.headCount == 1 && transcript.endingCount == 1 && !transcript.hasActionsAfterEnding, place)
        if transcript.ending == .cut { return 0 }
        guard transcript.status == 200 else {
            let error = try #require(try? JSONDocument(transcript.bytes), place)
            #expect(error.value("error", of: error.root)?.kind == .object, place)
            return 0
        }
        #expect(throws: Never.self, place) {
            if isStreaming {
                _ = try Grammar.summary(ofStream: ForeignCall.events(transcript.bytes), in: draw.client)
            } else {
                _ = try Grammar.summary(ofBody: transcript.bytes, in: draw.client)
            }
        }
        return 1
    }

    /// Feeds bytes in random pieces, and ends in a random way.
    private func play(_ bytes: [UInt8], _ type: String, _ draw: Draw, _ mutation: inout Mutation) -> ReplyTranscript {
        var transcript = ReplyTranscript(draw.context)
        transcript.receiveHead(200, type)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + mutation.number(mutation.number(2) == 0 ? 30 : 2_000))
            transcript.receive(piece)
            rest = rest.dropFirst(piece.count)
            if mutation.number(40) == 0 { transcript.pass(.seconds(20)) }
        }
        switch mutation.number(6) {
        case 0: transcript.receiveBreak(.closed)
        case 1: transcript.pass(.seconds(400))
        default: transcript.receiveEnd()
        }
        return transcript
    }

    @Test(arguments: 0..<4)
    func `spoiled streams end once, in the grammar of their client`(part: Int) throws {
        var mutation = Mutation(seed: UInt64(part))
        var answers = 0
        for round in 0..<Self.rounds {
            let draw = Draw(&mutation, isStreaming: true)
            guard let stream = draw.stream else { continue }
            let spoiled = mutation.number(4) == 0 ? stream : mutation.spoiled(stream)
            answers += try check(play(spoiled, "text/event-stream", draw, &mutation), draw, isStreaming: true, round)
        }
        #expect(answers > Self.rounds / 10)
    }

    @Test(arguments: 0..<4)
    func `spoiled documents are answers or errors`(part: Int) throws {
        var mutation = Mutation(seed: UInt64(100 + part))
        var answers = 0
        for round in 0..<Self.rounds {
            let isStreaming = mutation.number(3) == 0
            let draw = Draw(&mutation, isStreaming: isStreaming)
            guard let body = draw.scenario.bodies[draw.context.upstream] else { continue }
            let spoiled = mutation.number(4) == 0 ? Array(body.utf8) : mutation.spoiled(Array(body.utf8))
            answers += try check(play(spoiled, "application/json", draw, &mutation), draw, isStreaming: isStreaming, round)
        }
        #expect(answers > Self.rounds / 10)
    }

    @Test(arguments: 0..<4)
    func `spoiled streams that are joined are answers or errors`(part: Int) throws {
        var mutation = Mutation(seed: UInt64(200 + part))
        var answers = 0
        for round in 0..<Self.rounds {
            let draw = Draw(&mutation, isStreaming: false)
            guard let stream = draw.stream else { continue }
            // Google's streams have another path, and are never asked for where one answer is wanted.
            if draw.context.upstream == .google { continue }
            draw.context.isJoined = mutation.number(2) == 0
            let spoiled = mutation.number(4) == 0 ? stream : mutation.spoiled(stream)
            answers += try check(play(spoiled, "text/event-stream", draw, &mutation), draw, isStreaming: false, round)
        }
        #expect(answers > Self.rounds / 10)
    }

    @Test func `spoiled requests are sent or refused`() throws {
        let translator = RequestTranslator(rewriter: RequestRewriter(policy: RewritePolicy(user: "alice")))
        var mutation = Mutation(seed: 300)
        var sent = 0
        for round in 0..<Self.rounds * 4 {
            let call = ForeignCall.all[round % ForeignCall.all.count]
            let path = call.path(isStreaming: round % 2 == 0)
            let target = try #require(RequestTarget(path))
            guard case .success(let route) = Router.route(.POST, target, headers: [:]) else {
                Issue.record("no route \(path)")
                continue
            }
            let body = mutation.spoiled(Array(call.body("use the tool look", isStreaming: round % 2 == 0).utf8))
            do throws(ErrorResponse) {
                let request = try translator.prepare(body, for: route, catalogue: .builtIn)
                guard request.target != nil else { continue }
                sent += 1
                let written = try? JSONDocument(request.bodies.first?.bytes ?? [])
                #expect(written?.root.kind == .object, "round \(round)")
            } catch {
                #expect((400..<500).contains(error.status), "round \(round)")
            }
        }
        #expect(sent > Self.rounds / 4)
    }
}

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
                $0.answer = ResponseTranslation(
                    dialect: client, kind: .conversation(asked), seed: "seed0123", time: ExpectedAnswer.time ?? 0)
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
