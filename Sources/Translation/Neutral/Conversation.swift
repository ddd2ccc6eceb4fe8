/// A request in no dialect: what any of them can say.
struct Conversation: Equatable, Sendable {
    /// The model that the client asked for; nil where the dialect has it in the URL.
    var model: String?
    /// Instructions before the first turn.
    var system: [SystemText] = []
    var turns: [Turn] = []
    var tools: [Tool] = []
    /// The tools that stand in a namespace in the client's dialect, by their names among `tools`.
    var namespacedTools: [String: NamespacedName] = [:]
    var toolChoice: ToolChoice?
    var allowsParallelCalls: Bool?
    var sampling = Sampling()
    var reasoning: Reasoning?
    var outputFormat: OutputFormat?
    var cacheKey: String?
    var user: String?
    /// An object of strings, as its bytes.
    var metadata: [UInt8]?
    var isStreaming = false
    /// Whether a Chat client asked for the chunk with the usage.
    var showsUsage = false
}

extension Conversation {
    /// Adds what the system says: to the instructions, or as a turn of its own behind the first turn.
    mutating func add(system parts: [Part], _ role: Turn.Role, path: JSONPath) throws(TranslationError) {
        guard turns.isEmpty else {
            turns.append(Turn(role, parts, path: path))
            return
        }
        for part in parts {
            guard case .text(let text) = part.kind else { throw .wrongType(part.path, expected: .string) }
            system.append(SystemText(text: text, isDeveloper: role == .developer, cache: part.cache, path: part.path))
        }
    }

    /// What the assistant says, thinks and calls one after the other is one turn.
    mutating func add(assistant part: Part, path: JSONPath) { add(part, .assistant, path: path) { $0.role == .assistant } }

    /// Adds a tool's result. All results of one turn stand together.
    mutating func add(result part: Part, path: JSONPath) { add(part, .user, path: path) { $0.role == .user && !$0.results.isEmpty } }

    private mutating func add(_ part: Part, _ role: Turn.Role, path: JSONPath, toTurnThat fits: (Turn) -> Bool) {
        if let last = turns.last, fits(last) {
            turns[turns.count - 1].parts.append(part)
        } else {
            turns.append(Turn(role, [part], path: path))
        }
    }
}

/// A text of the system, with the mark at which a Messages prompt is cached.
struct SystemText: Equatable, Sendable {
    var text: String
    var isDeveloper = false
    var cache: CacheMark?
    var path: JSONPath
}

/// The bytes of a `cache_control` object.
struct CacheMark: Equatable, Sendable {
    var bytes: [UInt8]
    /// As `{"type":"ephemeral"}`: five minutes, the vendor's default.
    static let ephemeral = CacheMark(bytes: Array(#"{"type":"ephemeral"}"#.utf8))
}

/// The form that the answer's text has to have.
struct OutputFormat: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// Any JSON object.
        case json
        /// - Parameter schema: the bytes of a JSON schema.
        case schema([UInt8])
    }

    var kind: Kind
    var name: String?
    var description: String?
    var isStrict: Bool?
    var path: JSONPath
}

/// How the answer is drawn, and how long it may be.
struct Sampling: Equatable, Sendable {
    /// In tokens.
    var maximumOutput: Int?
    var temperature: JSONNumber?
    var topP: JSONNumber?
    var topK: Int?
    var stop: [String] = []
    var seed: Int?
    var frequencyPenalty: JSONNumber?
    var presencePenalty: JSONNumber?
    /// Where the fields stand in the request, by the names of the properties.
    var paths: [Field: JSONPath] = [:]

    enum Field: Hashable, Sendable {
        case maximumOutput, temperature, topP, topK, stop, seed, frequencyPenalty, presencePenalty
    }

    func path(of field: Field) -> JSONPath { paths[field] ?? .root }
}

/// Every dialect has these fields, most of them under names of its own.
extension Sampling {
    /// Takes over fields and their places.
    ///
    /// - Parameter names: what the dialect calls them. A name in camel case may be spelled in snake case, too.
    mutating func read(_ names: KeyValuePairs<Field, String>, from object: inout ObjectReader) throws(TranslationError) {
        for (field, name) in names { try read(object.takeEither(name), as: field) }
    }

    /// Takes over a field and its place; one that is not there changes nothing.
    mutating func read(_ reader: JSONReader?, as field: Field) throws(TranslationError) {
        guard let reader else { return }
        switch field {
        case .maximumOutput: maximumOutput = try reader.requireInteger()
        case .temperature: temperature = try reader.requireNumber()
        case .topP: topP = try reader.requireNumber()
        case .topK: topK = try reader.requireInteger()
        case .stop: stop = try reader.requireStrings()
        case .seed: seed = try reader.requireInteger()
        case .frequencyPenalty: frequencyPenalty = try reader.requireNumber()
        case .presencePenalty: presencePenalty = try reader.requireNumber()
        }
        paths[field] = reader.path
    }
}

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
