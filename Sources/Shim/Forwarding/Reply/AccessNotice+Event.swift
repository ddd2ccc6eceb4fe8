import LosslessJSON
import Translation

extension AccessNotice {
    /// Notes what one event of a stream says.
    mutating func note(event document: JSONDocument, dialect: Dialect) {
        let root = document.root
        switch dialect {
        case .messages: noteMessages(event: root, in: document)
        case .chat:
            note(usage: document.value("usage", of: root), in: document)
            note(id: document.value("id", of: root), in: document)
            for choice in elements("choices", of: root, in: document) {
                note(text: document.value("text", of: choice), in: document)
                if let delta = document.value("delta", of: choice) { note(chatMessage: delta, in: document) }
            }
        case .responses: noteResponses(event: root, in: document)
        // Argo has no route in this dialect.
        case .google: noteOtherContent()
        }
    }

    private mutating func noteMessages(event root: JSONNode, in document: JSONDocument) {
        switch document.value("type", of: root).flatMap({ document.string($0) }) {
        case "message_start":
            if let message = document.value("message", of: root) { note(answer: message, in: document, dialect: .messages) }
        case "content_block_start":
            if let block = document.value("content_block", of: root) { note(block: block, in: document) }
        case "content_block_delta":
            guard let delta = document.value("delta", of: root) else { return }
            if spells("text_delta", document.value("type", of: delta), in: document) {
                note(text: document.value("text", of: delta), in: document)
            } else {
                noteOtherContent()
            }
        case "message_delta":
            note(usage: document.value("usage", of: root), in: document)
        case "content_block_stop", "message_stop": break
        default: noteOtherContent()
        }
    }

    private mutating func noteResponses(event root: JSONNode, in document: JSONDocument) {
        switch document.value("type", of: root).flatMap({ document.string($0) }) {
        case "response.created", "response.in_progress":
            guard let response = document.value("response", of: root) else { return }
            note(usage: document.value("usage", of: response), in: document)
            note(id: document.value("id", of: response), in: document)
        case "response.completed", "response.incomplete":
            // The text is in the deltas already.
            if let response = document.value("response", of: root) {
                note(usage: document.value("usage", of: response), in: document)
            }
        case "response.output_item.added":
            guard let item = document.value("item", of: root) else { return }
            note(id: document.value("id", of: item), in: document)
            if !spells("message", document.value("type", of: item), in: document) { noteOtherContent() }
        case "response.output_text.delta":
            note(text: document.value("delta", of: root), in: document)
        case "response.content_part.added", "response.content_part.done", "response.output_text.done", "response.output_item.done": break
        default: noteOtherContent()
        }
    }
}
