import LosslessJSON

/// The turns of a chat history that call several tools at once.
///
/// Gemini behind Argo wants as many results as calls in every turn, so that call, call, result, result becomes call, result, call, result.
struct ParallelToolCalls {
    private static let search = ByteSearch("\"tool_calls\"")
    let document: JSONDocument

    struct Unwinding {
        var edits: [TextEdit] = []
        /// Results that change places, because they were not in the order of the calls.
        var moves: [(slot: Range<Int>, source: Range<Int>)] = []
        /// Whether there is a turn whose results do not belong to its calls one to one; such a turn is left as it is.
        var hasUnmatchedTurn = false
    }

    func unwinding(of messages: JSONNode) -> Unwinding {
        var unwinding = Unwinding()
        let candidates = Self.search.offsets(in: document.bytes, messages.range)
        guard !candidates.isEmpty else { return unwinding }
        let elements = document.elements(of: messages)
        for (index, message) in elements.enumerated() where ByteSearch.hasOffset(candidates, in: message.range) {
            guard let list = document.value("tool_calls", of: message) else { continue }
            let calls = document.elements(of: list)
            guard calls.count > 1, text("role", of: message) == "assistant" else { continue }
            let results = Array(elements[(index + 1)...].prefix { text("role", of: $0) == "tool" })
            guard let order = order(of: results, for: calls) else {
                unwinding.hasUnmatchedTurn = true
                continue
            }
            unwinding.edits += removalEdits(of: Set(calls.indices.dropFirst()), from: calls.map(\.range))
            for (position, result) in results.enumerated() {
                if order[position] != position { unwinding.moves.append((result.range, results[order[position]].range)) }
                guard position + 1 < calls.count else { continue }
                unwinding.edits.append(TextEdit(result.range.upperBound..<result.range.upperBound, turn(with: calls[position + 1])))
            }
        }
        return unwinding
    }

    /// For each call the index of its result; nil unless they belong together one to one.
    private func order(of results: [JSONNode], for calls: [JSONNode]) -> [Int]? {
        guard results.count == calls.count else { return nil }
        var indices: [String: Int] = [:]
        for (index, result) in results.enumerated() {
            guard let id = text("tool_call_id", of: result), indices.updateValue(index, forKey: id) == nil else { return nil }
        }
        var order: [Int] = []
        for call in calls {
            guard let id = text("id", of: call), let index = indices.removeValue(forKey: id) else { return nil }
            order.append(index)
        }
        return order
    }

    /// A turn of its own for one call, with the comma before it.
    private func turn(with call: JSONNode) -> [UInt8] {
        let turn: JSONValue = ["role": "assistant", "content": "", "tool_calls": [.raw(Array(document.text(of: call)))]]
        return [UInt8(ascii: ",")] + turn.serialized
    }

    private func text(_ name: String, of node: JSONNode) -> String? {
        document.value(name, of: node).flatMap(document.string)
    }
}

/// The messages of a chat history whose `content` is `null`, as many clients send it beside tool calls.
struct NullContents {
    private static let search = ByteSearch("null")
    let document: JSONDocument

    /// The edits that make them empty strings.
    func fillings(in messages: JSONNode) -> [TextEdit] {
        let candidates = Self.search.offsets(in: document.bytes, messages.range)
        guard !candidates.isEmpty else { return [] }
        return document.elements(of: messages).filter { ByteSearch.hasOffset(candidates, in: $0.range) }.flatMap { message in
            document.members(of: message)
                .filter { $0.value.kind == .null && document.has(name: "content", $0) }
                .map { TextEdit($0.value.range, Array("\"\"".utf8)) }
        }
    }
}
