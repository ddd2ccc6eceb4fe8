import Testing

@testable import CLI

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
        return try pieces.flatMap { try reader.receive($0) }
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

    @Test(arguments: [
        (#"{"error":{"message":"too many","type":"rate_limit_error"}}"#, "too many"),
        (#"{"error":7}"#, "The answer broke off with an error."),
    ])
    func `an error in the stream is told`(data: String, words: String) throws {
        #expect(try events([Array("data: \(data)\n\n".utf8)]) == [.failure(words)])
    }

    @Test func `a line without an end is given up`() {
        var reader = ChatStreamReader()
        let piece = [UInt8](repeating: 0x61, count: 1024 * 1024)
        #expect(throws: Advice.self) { for _ in 0...16 { _ = try reader.receive(piece) } }
    }
}
