import LosslessJSON
import Translation

extension AccessNotice {
    /// Notes what an answer that is one document, or the first state of one in a stream, says.
    mutating func note(answer: JSONNode, in document: JSONDocument, dialect: Dialect) {
        note(usage: document.value("usage", of: answer), in: document)
        // The rule is an answer with figures, which is none: its text need not be found.
        if hasUsage { return }
        note(id: document.value("id", of: answer), in: document)
        switch dialect {
        case .messages:
            for block in elements("content", of: answer, in: document) { note(block: block, in: document) }
        case .chat:
            for choice in elements("choices", of: answer, in: document) {
                note(text: document.value("text", of: choice), in: document)
                if let message = document.value("message", of: choice) { note(chatMessage: message, in: document) }
            }
            // Argo's legacy routes.
            note(text: document.value("response", of: answer), in: document)
        case .responses:
            for item in elements("output", of: answer, in: document) {
                for part in elements("content", of: item, in: document) { note(text: document.value("text", of: part), in: document) }
            }
        // Argo has no route in this dialect.
        case .google: noteOtherContent()
        }
    }

    /// Notes one content block of the Messages dialect.
    mutating func note(block: JSONNode, in document: JSONDocument) {
        if spells("text", document.value("type", of: block), in: document) {
            note(text: document.value("text", of: block), in: document)
        } else {
            noteOtherContent()
        }
    }

    /// Notes a chat message or a delta of one.
    mutating func note(chatMessage message: JSONNode, in document: JSONDocument) {
        for member in document.members(of: message) {
            if document.has(name: "content", member) {
                note(text: member.value, in: document)
            } else if !document.has(name: "role", member), !isEmpty(member.value, in: document) {
                noteOtherContent()
            }
        }
    }

    func elements(_ name: String, of node: JSONNode, in document: JSONDocument) -> [JSONNode] {
        document.value(name, of: node).map { document.elements(of: $0) } ?? []
    }

    func spells(_ text: String, _ node: JSONNode?, in document: JSONDocument) -> Bool {
        guard let node, let contents = document.contents(ofString: node) else { return false }
        return contents.elementsEqual(text.utf8)
    }

    private func isEmpty(_ node: JSONNode, in document: JSONDocument) -> Bool {
        switch node.kind {
        case .null, .false: true
        case .string, .array, .object: document.text(of: node).allSatisfy { "\"[]{} \n\r\t".utf8.contains($0) }
        case .number, .true: false
        }
    }
}
