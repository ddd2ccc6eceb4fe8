/// Puts each tool result right behind the turn that holds its call, and finds calls and results that have no partner.
struct ToolPairing {
    func paired(_ turns: [Turn]) throws(TranslationError) -> [Turn] {
        var results = try resultsByCall(turns)
        guard !results.isEmpty || turns.contains(where: { !$0.calls.isEmpty }) else { return turns }
        var paired: [Turn] = []
        var awaited: [Part] = []
        for turn in turns {
            var rest = turn
            rest.parts.removeAll { if case .result = $0.kind { true } else { false } }
            if !awaited.isEmpty {
                // All results of one turn stand together, and first in what the user says next.
                if rest.role == .user, rest.parts.count < turn.parts.count {
                    rest.parts = awaited + rest.parts
                } else {
                    paired.append(Turn(.user, awaited, path: awaited[0].path))
                }
                awaited = []
            }
            for part in turn.parts {
                guard case .call(let call) = part.kind else { continue }
                guard let result = results[call.id]?.popLast() else { throw .callWithoutResult(part.path, id: call.id) }
                awaited.append(Self.named(result, for: call))
            }
            if !rest.parts.isEmpty { paired.append(rest) }
        }
        if !awaited.isEmpty { paired.append(Turn(.user, awaited, path: awaited[0].path)) }
        return paired
    }

    /// The results in their order by the id of their call; some models give the same id to one call after another.
    ///
    /// - Throws: `TranslationError` for a result that has no call before it.
    private func resultsByCall(_ turns: [Turn]) throws(TranslationError) -> [String: [Part]] {
        var open: [String: Int] = [:]
        var results: [String: [Part]] = [:]
        for part in turns.lazy.flatMap(\.parts) {
            switch part.kind {
            case .call(let call):
                open[call.id, default: 0] += 1
            case .result(let result):
                guard let count = open[result.callID], count > 0 else { throw .resultWithoutCall(part.path, id: result.callID) }
                open[result.callID] = count - 1
                results[result.callID, default: []].append(part)
            default: break
            }
        }
        for (id, parts) in results { results[id] = parts.reversed() }
        return results
    }

    private static func named(_ part: Part, for call: ToolCall) -> Part {
        guard case .result(var result) = part.kind else { return part }
        result.name = call.name
        result.isFreeform = call.isFreeform
        var part = part
        part.kind = .result(result)
        return part
    }
}
