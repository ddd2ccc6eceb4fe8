import LosslessJSON
import Testing

@testable import FakeArgo

/// A request without a network, for the pure part.
struct Asking: Sendable {
    var method = "POST"
    var path: String
    var headers: [(String, String)] = []
    var body = ""

    static func messages(_ body: String, user: String = "alice") -> Asking {
        Asking(path: "/argoapi/v1/messages", headers: [("x-api-key", user)], body: body)
    }

    static func count(_ body: String) -> Asking {
        Asking(path: "/argoapi/v1/messages/count_tokens", headers: [("x-api-key", "alice")], body: body)
    }

    static func chat(_ body: String) -> Asking {
        Asking(path: "/argoapi/v1/chat/completions", body: body)
    }

    static func responses(_ body: String) -> Asking {
        Asking(path: "/argoapi/v1/responses", headers: [("authorization", "Bearer alice")], body: body)
    }

    static func embeddings(_ body: String) -> Asking {
        Asking(path: "/argoapi/v1/embeddings", body: body)
    }

    func answered(
        with quirks: Quirks = .all, allowed: AllowedUsers = .anyWellFormed, at now: Int = 1_790_000_000
    ) -> TestResponse {
        var answerer = Answerer(quirks: quirks, allowedUsers: allowed, now: { now })
        let request = ReceivedRequest(
            method: method,
            target: path,
            headers: headers.map { HeaderField($0.0, $0.1) },
            body: Array(body.utf8),
            connection: 1
        )
        let answer = answerer.answer(to: request)
        var response = TestResponse(status: answer.status, headers: answer.headers.map { ($0.name, $0.value) })
        switch answer.body {
        case .whole(let bytes): response.pieces = [bytes]
        case .pieces(let pieces): response.pieces = pieces
        }
        response.isComplete = true
        return response
    }
}

/// A response as the client saw it.
struct TestResponse {
    var status = 0
    var headers: [(name: String, value: String)] = []
    /// The body in the pieces in which it came.
    var pieces: [[UInt8]] = []
    /// Whether the end of the body was seen.
    var isComplete = false
    var error: (any Error)?

    var text: String { String(decoding: pieces.joined(), as: UTF8.self) }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }

    /// The body as JSON.
    func json() throws -> BodyNode {
        BodyNode(try JSONDocument(Array(pieces.joined())))
    }

    /// The events of the body.
    func events() throws -> [TestEvent] {
        try TestEvent.all(in: text)
    }
}

/// One event of a stream.
struct TestEvent {
    let name: String?
    let data: String

    /// The data as JSON.
    func json() throws -> BodyNode {
        BodyNode(try JSONDocument(Array(data.utf8)))
    }

    /// Reads a whole stream, which must end with an empty line.
    static func all(in text: String) throws -> [TestEvent] {
        try #require(text.hasSuffix("\n\n"))
        return try text.dropLast(2).split(separator: "\n\n", omittingEmptySubsequences: false).map { block in
            var name: String?
            var data: [String] = []
            for line in block.split(separator: "\n") {
                if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { data.append(String(line.dropFirst(6))) }
            }
            try #require(!data.isEmpty)
            return TestEvent(name: name, data: data.joined(separator: "\n"))
        }
    }
}
