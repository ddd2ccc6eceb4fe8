import LosslessJSON
import Testing

@testable import FakeArgo

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
