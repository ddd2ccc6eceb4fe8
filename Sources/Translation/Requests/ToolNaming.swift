/// The tools' names as the upstream takes them, and the way back. A name that it takes stays as it is.
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
