import LosslessJSON
import Translation

/// Recognises the answer that Argo gives to a user whom it does not know: HTTP 200, with a notice for a text.
///
/// It is told by its id or by its words, each together with usage figures that are all zero or missing, so that a real answer which quotes
/// the notice stays an answer.
struct AccessNotice {
    /// `msg_blocked_<user>_<epoch>`.
    private static let idPrefix = "msg_blocked_"
    private static let beginning = Array("AUTHENTICATION NOTICE FROM ARGO".utf8)
    private static let verdict = Array("ACCESS DENIED".utf8)
    /// White space, rules and emphasis that may stand around the notice's first word.
    private static let ornaments = Set(" \t\r\n=*#-_~>|!".utf8).union("\u{26A0}\u{FE0F}".utf8)
    /// The notice is about 1 KiB; more of a text is not needed to tell.
    private static let maximumTextBytes = 8 << 10

    private var text: [UInt8] = []
    private(set) var hasBlockedID = false
    private(set) var hasUsage = false
    /// Whether something was seen that no notice has, such as a tool call.
    private(set) var hasOtherContent: Bool

    /// - Parameter service: whose answer it is; none but Argo's can be a notice.
    init(from service: UpstreamService) {
        hasOtherContent = !service.isArgo
    }

    private var words: ArraySlice<UInt8> { text.drop { Self.ornaments.contains($0) } }

    /// Whether what was seen so far may still turn out to be a notice.
    var isPossible: Bool {
        guard !hasUsage, !hasOtherContent else { return false }
        if hasBlockedID { return true }
        return words.count < Self.beginning.count ? Self.beginning.starts(with: words) : words.starts(with: Self.beginning)
    }

    /// Whether what was seen is a notice, if no usage figure comes later.
    var isNotice: Bool {
        guard isPossible else { return false }
        return hasBlockedID || (words.starts(with: Self.beginning) && text.firstRange(of: Self.verdict) != nil)
    }

    /// Judges a whole answer.
    static func isAnswer(_ document: JSONDocument, in dialect: Dialect) -> Bool {
        var notice = AccessNotice(from: .argo)
        notice.note(answer: document.root, in: document, dialect: dialect)
        return notice.isNotice
    }

    // MARK: What is seen

    mutating func note(id node: JSONNode?, in document: JSONDocument) {
        guard let node, let id = document.contents(ofString: node) else { return }
        if id.starts(with: Self.idPrefix.utf8) { hasBlockedID = true }
    }

    mutating func note(text node: JSONNode?, in document: JSONDocument) {
        guard let node, text.count < Self.maximumTextBytes, let piece = document.string(node) else { return }
        text.append(contentsOf: piece.utf8.prefix(Self.maximumTextBytes - text.count))
    }

    mutating func note(usage node: JSONNode?, in document: JSONDocument) {
        guard let node, node.kind == .object else { return }
        // One figure is enough.
        let hasFigure = document.members(of: node).contains { member in document.number(member.value).map { $0 != 0 } ?? false }
        if hasFigure { hasUsage = true }
    }

    mutating func noteOtherContent() {
        hasOtherContent = true
    }
}

extension AccessNotice {
    /// Notes what an answer that is one document, or the first state of one in a stream, says.
    mutating func note(answer: JSONNode, in document: JSONDocument, dialect: Dialect) {
        note(usage: document.value("usage", of: answer), in: document)
        // An answer with token counts is the rule and cannot be a notice: its text need not be found.
        if hasUsage { return }
        note(id: document.value("id", of: answer), in: document)
        switch dialect {
        case .messages:
            for block in document.elements("content", of: answer) { note(block: block, in: document) }
        case .chat:
            for choice in document.elements("choices", of: answer) {
                note(text: document.value("text", of: choice), in: document)
                if let message = document.value("message", of: choice) { note(chatMessage: message, in: document) }
            }
            // Argo's legacy routes.
            note(text: document.value("response", of: answer), in: document)
        case .responses:
            for item in document.elements("output", of: answer) {
                for part in document.elements("content", of: item) { note(text: document.value("text", of: part), in: document) }
            }
        // Argo has no route in this dialect.
        case .google: noteOtherContent()
        }
    }

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

extension AccessNotice {
    mutating func note(event document: JSONDocument, dialect: Dialect) {
        let root = document.root
        switch dialect {
        case .messages: noteMessages(event: root, in: document)
        case .chat:
            note(usage: document.value("usage", of: root), in: document)
            note(id: document.value("id", of: root), in: document)
            for choice in document.elements("choices", of: root) {
                note(text: document.value("text", of: choice), in: document)
                if let delta = document.value("delta", of: choice) { note(chatMessage: delta, in: document) }
            }
        case .responses: noteResponses(event: root, in: document)
        // Argo has no route in this dialect.
        case .google: noteOtherContent()
        }
    }

    private mutating func noteMessages(event root: JSONNode, in document: JSONDocument) {
        switch document.string("type", of: root) {
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
        switch document.string("type", of: root) {
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
