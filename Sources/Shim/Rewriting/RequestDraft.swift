import LosslessJSON

/// A request body on its way to become another: the text, and the changes gathered so far.
///
/// Questions about a field are answered as the changes leave it, so that one change can build upon another.
struct RequestDraft {
    let document: JSONDocument
    /// The members that are looked at, under the name that they will have; the last one of duplicates.
    private var members: [(field: RequestField, member: JSONMember)] = []
    private var removed: Set<RequestField> = []
    private var renamed: [(from: RequestField, to: RequestField)] = []
    private var values: [(field: RequestField, value: [UInt8])] = []
    /// Edits inside of members that are neither removed nor replaced.
    var nestedEdits: [TextEdit] = []
    /// Parts of the text that are to be replaced by the (edited) text of another part.
    var moves: [(slot: Range<Int>, source: Range<Int>)] = []
    private(set) var notes: [String] = []

    init(_ document: JSONDocument) {
        self.document = document
        members.reserveCapacity(8)
        for member in document.members(of: document.root) {
            guard let field = RequestField(member, in: document) else { continue }
            _ = take(field)
            members.append((field, member))
        }
    }

    private func member(_ field: RequestField) -> JSONMember? {
        members.first { $0.field == field }?.member
    }

    private mutating func take(_ field: RequestField) -> JSONMember? {
        members.firstIndex { $0.field == field }.map { members.remove(at: $0).member }
    }

    // MARK: Reading

    /// A field's value in the original text; nil when there is none, or no longer.
    func node(_ field: RequestField) -> JSONNode? { member(field)?.value }

    /// Whether a field asks for something: it is there, and is neither null nor false.
    func asks(for field: RequestField) -> Bool {
        guard let node = node(field) else { return false }
        return node.kind != .null && node.kind != .false
    }

    func string(_ field: RequestField) -> String? { node(field).flatMap(document.string) }

    func number(_ field: RequestField) -> Double? { node(field).flatMap(document.number) }

    func integer(_ field: RequestField) -> Int? { node(field).flatMap(document.integer) }

    // MARK: Changing

    /// Gives a field a value, or adds it. Of duplicates the last one is changed, which is the one that Argo's parser reads.
    mutating func set(_ field: RequestField, to value: JSONValue) {
        values.removeAll { $0.field == field }
        values.append((field, value.serialized))
    }

    /// Takes a field out, duplicates included.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    mutating func remove(_ field: RequestField) -> Bool {
        guard take(field) != nil else { return false }
        values.removeAll { $0.field == field }
        // What bears this name by a change is in the text under another one.
        removed.formUnion([field] + renamed.filter { $0.to == field }.map(\.from))
        renamed.removeAll { $0.to == field }
        return true
    }

    /// Gives a field another name and leaves its value. Where the other name is taken, that one counts and this one goes.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    mutating func rename(_ field: RequestField, to other: RequestField) -> Bool {
        guard let member = member(field) else { return false }
        guard self.member(other) == nil else { return remove(field) }
        _ = take(field)
        members.append((other, member))
        renamed.append((field, other))
        return true
    }

    /// Remembers something that a person should know. Only printable ASCII is kept: it goes into a header.
    mutating func note(_ text: String) {
        guard !notes.contains(text) else { return }
        notes.append(PreparedRequest.printable(text))
    }

    // MARK: The result

    func textEdits() -> [TextEdit] {
        if values.isEmpty, removed.isEmpty, renamed.isEmpty, nestedEdits.isEmpty, moves.isEmpty { return [] }
        var object = ObjectEdit(document.root, in: document)
        var edits = nestedEdits + renamings()
        for field in removed { object.remove(field.rawValue) }
        for (field, value) in values {
            if let node = node(field) {
                edits.append(TextEdit(node.range, value))
            } else {
                object.set(field.rawValue, to: value)
            }
        }
        return movedParts(with: edits) + object.textEdits + edits
    }

    private func renamings() -> [TextEdit] {
        guard !renamed.isEmpty else { return [] }
        let all = document.members(of: document.root)
        return renamed.flatMap { field, other in
            all.filter { document.has(name: field.rawValue, $0) }
                .map { TextEdit($0.name, JSONValue.string(other.rawValue).serialized) }
        }
    }

    /// What is changed inside of a moved part is changed where it arrives.
    private func movedParts(with edits: [TextEdit]) -> [TextEdit] {
        guard !moves.isEmpty else { return [] }
        let ordered = edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
        let starts = ordered.map(\.range.lowerBound)
        return moves.map { move in
            let start = move.source.lowerBound
            let inside = ordered[ByteSearch.firstIndex(in: starts, from: start)...].prefix { move.source.contains($0.range.lowerBound) }
                .map { TextEdit(($0.range.lowerBound - start)..<($0.range.upperBound - start), $0.replacement) }
            return TextEdit(move.slot, EditedText(Array(document.bytes[move.source]), applying: inside).bytes)
        }
    }
}

/// The members of a request's top level that are looked at, the usual ones first. The raw value is the name on the wire.
enum RequestField: String, CaseIterable, Sendable {
    case model, user, timeout, messages, input, tools
    case stream, thread
    case streamOptions = "stream_options"
    case thinking
    case outputConfig = "output_config"
    case maxTokens = "max_tokens"
    case maxCompletionTokens = "max_completion_tokens"
    case temperature
    case topP = "top_p"
    case topK = "top_k"
    case presencePenalty = "presence_penalty"
    case frequencyPenalty = "frequency_penalty"
    case logprobs
    case topLogprobs = "top_logprobs"
    case logitBias = "logit_bias"

    private static let byLength = (0...allCases.reduce(0) { max($0, $1.rawValue.utf8.count) }).map { length in
        allCases.filter { $0.rawValue.utf8.count == length }
    }

    /// The field that a member is; nil for any other. Its length, without the quotes, leaves few to compare with.
    init?(_ member: JSONMember, in document: JSONDocument) {
        let isEscaped = document.bytes[member.name].contains(UInt8(ascii: "\\"))
        let length = member.name.count - 2
        let candidates = isEscaped ? Self.allCases : length < Self.byLength.count ? Self.byLength[length] : []
        guard let field = candidates.first(where: { document.has(name: $0.rawValue, member) }) else { return nil }
        self = field
    }
}
