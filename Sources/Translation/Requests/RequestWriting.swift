internal import LosslessJSON

/// Reads the requests of one dialect.
protocol RequestDecoder {
    /// What the conversation does not carry.
    var notes: TranslationNotes { get }

    mutating func decode(_ reader: JSONReader) throws(TranslationError) -> Conversation
}

/// Writes the requests of one dialect.
protocol RequestEncoder {
    var writing: RequestWriting { get }

    mutating func encode() throws(TranslationError) -> JSONValue
}

extension RequestEncoder {
    var conversation: Conversation { writing.conversation }
}

/// What every request encoder works with.
struct RequestWriting {
    var conversation: Conversation
    let traits: ModelTraits
    var naming: ToolNaming
    var notes: TranslationNotes
    let limits: TranslationLimits
    /// What the answer's translation needs to know.
    var context: AnswerContext

    /// Notes what only Messages has beside a document.
    mutating func dropContext(of file: File, at path: JSONPath) {
        if file.context != nil { notes.drop(path.appending("context"), "only Messages has it") }
        if file.hasCitations { notes.drop(path.appending("citations"), "only Messages has it") }
    }

    /// What a document is sent as where a dialect has none; nil for a file that is sent as it is.
    mutating func parts(ofDocument file: File, at path: JSONPath) -> [Part]? {
        switch file.source {
        case .text(let text):
            notes.change(path, "a document of plain text is sent as text")
            let title = file.name.map { " title=\"\($0.replacing("\"", with: "'"))\"" } ?? ""
            return [Part(.text("<document\(title)>\n\(text)\n</document>"), path: path)]
        case .parts(let parts):
            notes.change(path, "a document of parts is sent as its parts")
            return parts
        case .media: return nil
        }
    }

    /// A call's arguments where the dialect has an object in their place.
    func argumentsObject(of call: ToolCall, at path: JSONPath) throws(TranslationError) -> JSONValue {
        if call.isFreeform { return .object([.init("input", .string(call.arguments))]) }
        guard let object = ArgumentsText.object(call.arguments) else { throw .malformedArguments(path, tool: call.name) }
        return .raw(object)
    }

    /// A call's arguments where the dialect has a text.
    func argumentsText(of call: ToolCall) -> String {
        guard call.isFreeform else { return call.arguments.isEmpty ? "{}" : call.arguments }
        return String(decoding: JSONValue.object([.init("input", .string(call.arguments))]).serialized, as: UTF8.self)
    }
}

/// The arguments of a call, as models write them.
enum ArgumentsText {
    /// The bytes of the object that the arguments are; an empty one for no arguments at all, nil where they are anything else.
    static func object(_ arguments: String) -> [UInt8]? {
        let bytes = Array(arguments.utf8)
        if bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) { return Array("{}".utf8) }
        // Malformed arguments are an answer here, not an error.
        guard let document = try? JSONDocument(bytes), document.root.kind == .object else { return nil }
        return Array(document.text(of: document.root))
    }

    /// The text of a member as it is spelled; nil where the arguments have none of that name.
    static func member(_ name: String, of arguments: String) -> String? {
        // As above.
        guard let document = try? JSONDocument(Array(arguments.utf8)) else { return nil }
        return document.value(name, of: document.root).map { String(decoding: document.text(of: $0), as: UTF8.self) }
    }

    /// The text that a freeform tool was called with through a function; nil where the arguments do not hold one.
    static func freeformInput(_ arguments: String) -> String? {
        // As above.
        (try? JSONReader(Array(arguments.utf8)))?.string("input")
    }
}
