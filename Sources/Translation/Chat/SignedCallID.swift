/// A call's id that carries the call's signature through a Chat client, which has no other place for it.
struct SignedCallID: Equatable {
    private static let separator = "__signature__"

    let id: String
    let signature: Signature?

    init(id: String, signature: Signature?) {
        self.id = id
        self.signature = signature
    }

    /// Reads an id as a client sends it back.
    init(_ text: String) {
        guard let mark = text.firstRange(of: Self.separator), let signature = Signature(carrier: String(text[mark.upperBound...])) else {
            self.init(id: text, signature: nil)
            return
        }
        self.init(id: String(text[..<mark.lowerBound]), signature: signature)
    }

    var text: String { signature.map { id + Self.separator + $0.carrier } ?? id }
}
