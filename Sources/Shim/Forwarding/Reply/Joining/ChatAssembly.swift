import LosslessJSON

/// Joins the chunks of a chat stream into the completion that Argo would have sent without streaming.
struct ChatAssembly {
    private var completion = ObjectDraft()
    private var choices: [ChoiceDraft] = []
    /// Where the choice of an index stands in `choices`.
    private var positions: [Int: Int] = [:]

    /// Adds one chunk.
    mutating func receive(_ chunk: JSONDocument) {
        for member in chunk.members(of: chunk.root) {
            let name = chunk.name(of: member)
            switch name {
            case "choices":
                for choice in chunk.elements(of: member.value) { append(choice, in: chunk) }
            case "object":
                completion.set(name, to: Array("\"chat.completion\"".utf8))
            case "usage":
                // Cumulative: the last figures count.
                if member.value.kind == .object { completion.set(name, to: Array(chunk.text(of: member.value))) }
            default:
                // Azure's first chunk has all of these, and leaves them blank.
                if completion.isBlank(name) {
                    completion.set(name, to: Array(chunk.text(of: member.value)))
                } else if member.value.kind == .array, name != "prompt_filter_results" {
                    completion.appendDelta(member, in: chunk)
                }
            }
        }
    }

    /// The completion.
    ///
    /// - Throws: `JoinFault` when the stream had no choice.
    func finished() throws(JoinFault) -> [UInt8] {
        guard !choices.isEmpty else { throw JoinFault("Argo's stream holds no answer.") }
        var completion = completion
        completion.set("object", to: Array("\"chat.completion\"".utf8))
        completion.set("choices", to: Array("[]".utf8))
        let inOrder = positions.sorted { $0.key < $1.key }
        for (_, position) in inOrder { completion.append(element: choices[position].serialized[...], to: "choices") }
        if completion.isBlank("usage") { completion.set("usage", to: Array("{}".utf8)) }
        return completion.serialized
    }

    private mutating func append(_ choice: JSONNode, in chunk: JSONDocument) {
        let index = chunk.value("index", of: choice).flatMap { chunk.integer($0) } ?? 0
        let position = positions[index] ?? choices.count
        if position == choices.count {
            positions[index] = position
            choices.append(ChoiceDraft(index: index))
        }
        choices[position].append(choice, in: chunk)
    }
}
