import LosslessJSON

@testable import FakeArgo

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
