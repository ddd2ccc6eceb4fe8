import LosslessJSON

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
