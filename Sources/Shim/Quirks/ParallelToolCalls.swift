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
            guard calls.count > 1, document.string("role", of: message) == "assistant" else { continue }
            let results = Array(elements[(index + 1)...].prefix { document.string("role", of: $0) == "tool" })
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
            guard let id = document.string("tool_call_id", of: result), indices.updateValue(index, forKey: id) == nil else { return nil }
        }
        var order: [Int] = []
        for call in calls {
            guard let id = document.string("id", of: call), let index = indices.removeValue(forKey: id) else { return nil }
            order.append(index)
        }
        return order
    }

    /// A turn of its own for one call, with the comma before it.
    private func turn(with call: JSONNode) -> [UInt8] {
        let turn: JSONValue = ["role": "assistant", "content": "", "tool_calls": [.raw(Array(document.text(of: call)))]]
        return [UInt8(ascii: ",")] + turn.serialized
    }
}
