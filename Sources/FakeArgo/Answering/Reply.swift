/// An answer before it has the shape of a dialect: what is said, under which names and numbers.
struct Reply {
    let turn: Turn
    /// The model's name as the reply gives it.
    let model: String
    /// The reply's id where it is not made up; an access notice has its own.
    var fixedID: String?
    /// Seconds since 1970.
    let created: Int
    let inputTokens: Int
    let outputTokens: Int
    let quirks: Quirks
    let owner: ServedModel.Owner
    let serial: UInt64

    /// Argo leaves figures out of ordinary replies only; the notice of denied access has all of them, each zero.
    var leavesUsageOut: Bool { quirks.leavesUsageOut && fixedID == nil }

    /// The id of the reply, or of a part of it.
    ///
    /// - Parameters:
    ///   - prefix: what ids of this kind begin with.
    ///   - part: which part of the reply, from 0.
    func id(_ prefix: String, _ part: Int = 0) -> String {
        prefix + identifier(serial &* 64 &+ UInt64(part), length: 22)
    }
}

/// Letters and digits that follow from a number alone, so that two runs give the same ids.
func identifier(_ number: UInt64, length: Int) -> String {
    let alphabet = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    var sequence = SplitMix(seed: number)
    let bytes = (0..<length).map { _ in alphabet[Int(sequence.next() % UInt64(alphabet.count))] }
    return String(decoding: bytes, as: UTF8.self)
}
