import Crypto
import LosslessJSON

/// An answer of the Responses API, with the conversation that led to it: whole by itself, so that the loss of another loses nothing of it.
struct StoredResponse: Equatable, Sendable {
    let id: String
    /// When it was kept, in seconds since 1970.
    let time: Int
    /// The conversation's items before the answer, a JSON list.
    let input: [UInt8]
    /// The response object.
    let answer: [UInt8]

    /// What the first line of a file begins with; raised with the form.
    private static let mark = "argo-shim response 1 "

    /// - Parameter request: the body that was asked, earlier items included.
    /// - Returns: nil where one of them is no such thing.
    init?(request: [UInt8], answer: [UInt8], time: Int) {
        // Whatever is wrong with them, it has been answered and told already.
        guard let asked = try? JSONDocument(request), let input = Self.items(of: asked), let document = try? JSONDocument(answer),
            let id = document.string("id", of: document.root), !id.isEmpty
        else { return nil }
        self.id = id
        self.time = time
        self.input = input
        self.answer = answer
    }

    /// The input of a request as a list of items: a text is what the user says.
    static func items(of request: JSONDocument) -> [UInt8]? {
        guard let input = request.value("input", of: request.root) else { return nil }
        switch input.kind {
        case .array: return Array(request.text(of: input))
        case .string:
            let item: JSONValue = [["role": "user", "content": .raw(Array(request.text(of: input)))]]
            return item.serialized
        default: return nil
        }
    }

    /// An item of the answer, or of what led to it.
    func item(_ id: String) -> [UInt8]? {
        for (list, name) in [(answer, "output" as String?), (input, nil)] {
            // Both were read when they were stored.
            guard let document = try? JSONDocument(list), let items = name.map({ document.value($0, of: document.root) }) ?? document.root
            else { continue }
            let found = document.elements(of: items).first { document.string("id", of: $0) == id }
            if let found { return Array(document.text(of: found)) }
        }
        return nil
    }

    // MARK: The file

    /// The bytes of its file: a line with the digest of what follows, and a JSON object.
    var fileContents: [UInt8] {
        let value: JSONValue = ["id": .string(id), "stored_at": .integer(time), "input": .raw(input), "response": .raw(answer)]
        let body = value.serialized
        return Array("\(Self.mark)\(Self.digest(body[...]))\n".utf8) + body
    }

    /// - Parameter id: whose file it should be; nil for anybody's.
    /// - Returns: nil for what was damaged, or is another answer's.
    init?(fileContents bytes: [UInt8], id: String?) {
        guard bytes.starts(with: Self.mark.utf8), let end = bytes.firstIndex(of: 0x0A) else { return nil }
        let body = bytes[(end + 1)...]
        guard bytes[Self.mark.utf8.count..<end].elementsEqual(Self.digest(body).utf8), let document = try? JSONDocument(Array(body)),
            let own = document.string("id", of: document.root), own == id ?? own,
            let time = document.value("stored_at", of: document.root).flatMap(document.integer),
            let input = document.value("input", of: document.root), input.kind == .array,
            let answer = document.value("response", of: document.root), answer.kind == .object
        else { return nil }
        self.id = own
        self.time = time
        self.input = Array(document.text(of: input))
        self.answer = Array(document.text(of: answer))
    }

    private static func digest(_ bytes: ArraySlice<UInt8>) -> String {
        SHA256.hash(data: bytes).reduce(into: "") { text, byte in text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    }

    /// The name of its file: an id is anybody's words, and two that differ in case are two.
    static func fileName(id: String) -> String {
        digest(Array(id.utf8)[...])
    }
}
