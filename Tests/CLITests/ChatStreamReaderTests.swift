import Foundation
import NIOCore
import Testing

@testable import CLI
@testable import Daemon

@Suite struct ChatStreamReaderTests {
    private static let stream = """
        : ping

        data: {"choices":[]}

        data: {"choices":[{"delta":{"role":"assistant","content":""}}]}

        data: {"choices":[{"delta":{"content":"Grüß"}}]}\r
        \r
        data: {"choices":[{"delta":{"content":" dich"},"finish_reason":"stop"}]}

        data:{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}

        data: [DONE]


        """

    private static let expected: [ChatStreamReader.Event] = [
        .text("Grüß"), .text(" dich"), .finish("stop"), .usage(input: 9, output: 2),
    ]

    private func events(_ pieces: [[UInt8]]) throws -> [ChatStreamReader.Event] {
        var reader = ChatStreamReader()
        return try pieces.flatMap { try reader.receive(ByteBuffer(bytes: $0)) }
    }

    @Test func `a stream says its text, its end and its tokens`() throws {
        #expect(try events([Array(Self.stream.utf8)]) == Self.expected)
    }

    @Test func `it says the same wherever it is cut`() throws {
        let bytes = Array(Self.stream.utf8)
        #expect(try events(bytes.map { [$0] }) == Self.expected)
        for index in bytes.indices {
            #expect(try events([Array(bytes[..<index]), Array(bytes[index...])]) == Self.expected)
        }
    }

    @Test(arguments: ["\n", "\r", "\r\n"])
    func `data of several lines is one event, behind a byte order mark and between comments`(end: String) throws {
        let lines = [
            "\u{FEFF}data: {\"choices\":[{\"delta\":", ": ping", #"data:{"content":"a"}}]}"#, "", "id: 7", "data: [DONE]", "", "",
        ]
        let bytes = Array(lines.joined(separator: end).utf8)
        #expect(try events([bytes]) == [.text("a")])
        #expect(try events(bytes.map { [$0] }) == [.text("a")])
    }

    @Test(arguments: [
        (#"{"error":{"message":"too many","type":"rate_limit_error"}}"#, "too many"),
        (#"{"error":7}"#, "The answer was cut off by an error."),
    ])
    func `an error in the stream is told`(data: String, words: String) throws {
        #expect(try events([Array("data: \(data)\n\n".utf8)]) == [.failure(words)])
    }

    @Test func `a line without an end is given up`() {
        var reader = ChatStreamReader()
        let piece = ByteBuffer(repeating: 0x61, count: 1024 * 1024)
        #expect(throws: Advice.self) { for _ in 0...16 { _ = try reader.receive(piece) } }
    }
}

@Suite struct ModelReportTests {
    private func models(_ reply: String) throws -> [ListedModel] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ListedModel.Reply.self, from: Data(reply.utf8)).data.map(ListedModel.init)
    }

    @Test func `what is not known of a model is a question mark`() throws {
        let models = try models(
            #"""
            {"data":[{"id":"a-long-name","owned_by":"someone"},
            {"id":"b","argo_shim":{"provider":"argo","capabilities":["text","tools"],"context_tokens":1000,"answer_tokens":null,"state":"listed"}}]}
            """#)
        #expect(
            ModelReport(models: models).lines == [
                "MODEL        PROVIDER  CAN DO      CONTEXT  ANSWER  STATE",
                "a-long-name  someone   ?           ?        -       ?",
                "b            argo      text tools  1000     -       listed",
            ])
    }

    @Test func `programs read it as JSON with a schema`() throws {
        let models = try models(#"{"data":[{"id":"b","argo_shim":{"provider":"argo","capabilities":["text"],"state":"listed"}}]}"#)
        #expect(
            ModelReport(models: models).json
                == #"{"models":[{"aliases":[],"capabilities":["text"],"name":"b","provider":"argo","state":"listed"}],"schema":1}"#)
    }
}

@Suite struct AnswerTimingTests {
    @Test(arguments: [
        (AnswerTiming(firstByte: .milliseconds(40), total: .milliseconds(1_996)), "First byte after 0.04 s, all after 2.00 s."),
        (AnswerTiming(total: .seconds(61)), "All after 61.00 s."),
        (
            AnswerTiming(firstByte: .seconds(1), total: .seconds(2), usage: .init(input: 9, output: 12)),
            "First byte after 1.00 s, all after 2.00 s; tokens: 9 in, 12 out."
        ),
        (AnswerTiming(total: .zero, usage: .init(input: 0, output: 12)), "All after 0.00 s; tokens: 12 out."),
        (AnswerTiming(total: .zero, usage: .init(input: 0, output: 0)), "All after 0.00 s."),
    ])
    func `it is told in seconds, with the tokens that are known`(timing: AnswerTiming, words: String) {
        #expect(timing.words == words)
    }
}
