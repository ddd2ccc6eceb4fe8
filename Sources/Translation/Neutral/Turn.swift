/// What one side says before the other speaks again.
struct Turn: Equatable, Sendable {
    enum Role: Equatable, Sendable {
        case system, developer, user, assistant
    }

    var role: Role
    var parts: [Part]
    var path: JSONPath

    init(_ role: Role, _ parts: [Part], path: JSONPath) {
        self.role = role
        self.parts = parts
        self.path = path
    }

    var calls: [ToolCall] {
        parts.compactMap { if case .call(let call) = $0.kind { call } else { nil } }
    }

    var results: [ToolResult] {
        parts.compactMap { if case .result(let result) = $0.kind { result } else { nil } }
    }
}

extension [Turn] {
    /// The turns with those of one role that follow each other made one, for dialects in which the roles take turns.
    var merged: [Turn] {
        reduce(into: []) { merged, turn in
            if let last = merged.last, last.role == turn.role {
                merged[merged.count - 1].parts += turn.parts
            } else {
                merged.append(turn)
            }
        }
    }

    /// The turns with later words of the system said by the user, marked as what they are, for dialects that have the system's words
    /// at the beginning only.
    var withoutSystem: [Turn] {
        map { turn in
            guard turn.role == .system || turn.role == .developer else { return turn }
            return Turn(.user, [Part(.text("<system>\(turn.parts.text)</system>"), path: turn.path)], path: turn.path)
        }
    }
}

/// One piece of a turn.
struct Part: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case text(String)
        case image(Image)
        case file(File)
        case audio(Audio)
        case call(ToolCall)
        case result(ToolResult)
        case reasoning(ReasoningText)
        case refusal(String)
    }

    var kind: Kind
    var cache: CacheMark?
    var path: JSONPath

    init(_ kind: Kind, cache: CacheMark? = nil, path: JSONPath) {
        self.kind = kind
        self.cache = cache
        self.path = path
    }
}

extension Part {
    var isText: Bool { if case .text = kind { true } else { false } }
    var isCall: Bool { if case .call = kind { true } else { false } }
    var isResult: Bool { if case .result = kind { true } else { false } }
}

extension Part {
    /// Reads content that is a text, or parts that `read` knows; a part that it gives nothing for is left out.
    static func all(
        in content: JSONReader?, notes: inout TranslationNotes,
        by read: (JSONReader, inout TranslationNotes) throws(TranslationError) -> Part?
    ) throws(TranslationError) -> [Part] {
        guard let content else { return [] }
        if let text = content.string { return [Part(.text(text), path: content.path)] }
        return try content.requireElements().joinedMap { element throws(TranslationError) in
            try read(element, &notes).map { [$0] } ?? []
        }
    }
}

extension [Part] {
    /// All texts, nothing between them.
    var text: String {
        reduce(into: "") { text, part in
            if case .text(let piece) = part.kind { text += piece }
        }
    }
}

extension Sequence {
    /// As `flatMap`, which has no typed errors yet.
    func joinedMap<Piece, Failure>(_ transform: (Element) throws(Failure) -> [Piece]) throws(Failure) -> [Piece] {
        var pieces: [Piece] = []
        for element in self { pieces += try transform(element) }
        return pieces
    }
}
