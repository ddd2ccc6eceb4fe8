import SystemSupport

/// Turns the tools' names into names that the upstream accepts, and back. A name that it accepts stays as it is.
struct ToolNaming {
    private let dialect: Dialect
    /// The client's name by the upstream's, for those that differ.
    private(set) var clientNames: [String: String] = [:]
    private let names: Set<String>

    /// - Throws: `TranslationError` for two tools of one name.
    init(_ conversation: Conversation, target: Dialect) throws(TranslationError) {
        dialect = target
        var names: Set<String> = []
        for tool in conversation.tools where !names.insert(tool.name).inserted {
            throw .unknownValue(tool.path.appending("name"), tool.name)
        }
        self.names = names
    }

    /// OpenAI: `^[a-zA-Z0-9_-]+$` up to 64; Anthropic: the same up to 128; Google: besides `.` and `:`, up to 64, and not a digit first.
    mutating func upstream(_ name: String) -> String {
        let spelled: String
        switch dialect {
        case .chat, .responses: spelled = StableName.fitting(name, limit: 64, takes: StableName.isWordByte)
        case .messages: spelled = StableName.fitting(name, limit: 128, takes: StableName.isWordByte)
        case .google:
            let fitting = StableName.fitting(name, limit: 63) {
                StableName.isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            }
            let first = fitting.utf8.first ?? 0
            let isLetter = (first | 0x20) >= UInt8(ascii: "a") && (first | 0x20) <= UInt8(ascii: "z")
            spelled = isLetter || first == UInt8(ascii: "_") ? fitting : "_" + fitting
        }
        if spelled != name { clientNames[spelled] = name }
        return spelled
    }

    /// A name for a tool of our own, which no tool of the client's has.
    func unused(_ wanted: String) -> String {
        var name = wanted
        while names.contains(name) { name += "_" }
        return name
    }
}

/// The ids of tool calls as a dialect takes them. An id that it takes stays as it is.
enum CallIdentifiers {
    /// What an id begins with that stands for another one.
    private static let mark = "toolu_x_"

    /// Messages: `^[a-zA-Z0-9_-]+$`, seen up to 64. Chat refuses more than 40 characters, Responses more than 64 (error messages of
    /// the services); Google says nothing.
    static func spelled(_ id: String, in dialect: Dialect) -> String {
        switch dialect {
        case .messages: spelledForMessages(id)
        case .chat: StableName.fitting(id, limit: 40) { _ in true }
        case .responses: StableName.fitting(id, limit: 64) { _ in true }
        case .google: id
        }
    }

    private static func spelledForMessages(_ id: String) -> String {
        if !id.isEmpty, id.utf8.allSatisfy(StableName.isWordByte), !id.hasPrefix(mark) {
            return StableName.fitting(id, limit: 64, takes: StableName.isWordByte)
        }
        let encoded = mark + Base64.encodeURL(id.utf8)
        return encoded.utf8.count <= 64 ? encoded : StableName.fitting(id, limit: 64, takes: StableName.isWordByte)
    }

    /// The id that a client of Messages was told, as its upstream had it.
    static func original(_ id: String) -> String {
        guard id.hasPrefix(mark), let bytes = Base64.decodeAny(id.dropFirst(mark.count)) else { return id }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Turns a name that a dialect does not take into one that it does: the same name always, and different names into different ones.
enum StableName {
    /// - Parameters:
    ///   - name: the client's name.
    ///   - limit: the most bytes, more than 17.
    ///   - takes: which bytes the dialect takes.
    static func fitting(_ name: String, limit: Int, takes: (UInt8) -> Bool) -> String {
        let bytes = Array(name.utf8)
        guard bytes.isEmpty || bytes.count > limit || !bytes.allSatisfy(takes) else { return name }
        let kept = bytes.prefix(limit - 17).map { takes($0) ? $0 : UInt8(ascii: "_") }
        return String(decoding: kept, as: UTF8.self) + "_" + digest(bytes)
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// In 16 hexadecimal digits.
    private static func digest(_ bytes: [UInt8]) -> String {
        let digits = String(FNV1a.hash(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
