/// What a request's translation remembers so that the answer to it can be translated back.
package struct AnswerContext: Equatable, Sendable {
    /// The model's name as the client spelled it: it stands in the answer as well.
    package var model: String
    /// Whether the client asked for a stream.
    package var isStreaming = false
    /// Whether a Chat client asked for the chunk with the usage.
    package var showsUsage = false
    /// The client's names of the tools whose names the upstream does not take, by the names that it was given instead.
    package var toolNames: [String: String] = [:]
    /// The client's names of the freeform tools that the upstream has as functions.
    package var freeformTools: Set<String> = []
    /// The tools that stand in a namespace for a client of Responses, by the names that they have here.
    var namespacedTools: [String: NamespacedName] = [:]
    /// A tool that the client does not know: its arguments are the answer's text.
    package var formatTool: String?
    /// Whether only a member of these arguments is the answer's text.
    var wrapsFormat = false
}

/// What an answer says of itself in the client's dialect.
struct AnswerIdentity: Sendable {
    let context: AnswerContext
    /// Where the answer comes from.
    let upstream: Dialect
    let seed: String
    /// In seconds since 1970.
    let time: Int

    func id(_ prefix: String) -> String { prefix + seed }
}

/// Makes the ids of one answer from a seed, so that the translation itself holds no randomness.
struct IdentifierGenerator: Sendable {
    /// Letters and digits that no other answer has; the caller draws them at random.
    let seed: String
    private(set) var count = 0

    /// - Parameter prefix: what ids of this kind begin with, such as `call_`.
    mutating func next(_ prefix: String) -> String {
        defer { count += 1 }
        return count == 0 ? prefix + seed : "\(prefix)\(seed)\(count)"
    }
}
