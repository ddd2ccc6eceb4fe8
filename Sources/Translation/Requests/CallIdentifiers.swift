import SystemSupport

/// The ids of tool calls as a dialect takes them. An id that it takes stays as it is.
struct CallIdentifiers: Sendable {
    /// What an id begins with that stands for another one.
    private static let mark = "toolu_x_"

    private let dialect: Dialect

    init(for dialect: Dialect) {
        self.dialect = dialect
    }

    /// Messages: `^[a-zA-Z0-9_-]+$`, seen up to 64. Chat refuses more than 40 characters, Responses more than 64 (error messages of
    /// the services); Google says nothing.
    func spelled(_ id: String) -> String {
        switch dialect {
        case .messages: Self.spelledForMessages(id)
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
