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

    /// Whether what was seen so far may still turn out to be a notice.
    var isPossible: Bool {
        guard !hasUsage, !hasOtherContent else { return false }
        if hasBlockedID { return true }
        let words = text.drop { Self.ornaments.contains($0) }
        return words.count < Self.beginning.count ? Self.beginning.starts(with: words) : words.starts(with: Self.beginning)
    }

    /// Whether what was seen is a notice, if no usage figure comes later.
    var isNotice: Bool {
        guard isPossible else { return false }
        return hasBlockedID || (text.drop { Self.ornaments.contains($0) }.starts(with: Self.beginning) && contains(Self.verdict))
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

    private func contains(_ words: [UInt8]) -> Bool {
        guard text.count >= words.count else { return false }
        return (0...(text.count - words.count)).contains { text[$0...].starts(with: words) }
    }
}
