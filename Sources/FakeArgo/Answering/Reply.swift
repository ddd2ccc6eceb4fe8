import SystemSupport

/// An answer before it has the shape of a dialect: what is said, under which names and numbers.
struct Reply {
    let turn: FakeTurn
    /// The model's name as the reply gives it.
    let model: String
    /// The reply's id where it is not made up; an access notice has its own.
    var fixedID: String?
    /// Seconds since 1970.
    let created: Int
    let inputTokens: Int
    let quirks: Quirks
    let owner: ServedModel.Owner
    let serial: UInt64

    /// Argo leaves figures out of ordinary replies only; the notice of denied access has all of them, each zero.
    var leavesUsageOut: Bool { quirks[.leavesUsageOut] && fixedID == nil }
    var outputTokens: Int { fixedID == nil ? turn.outputTokens : 0 }

    /// The id of the reply, or of a part of it.
    ///
    /// - Parameters:
    ///   - prefix: what ids of this kind begin with.
    ///   - part: which part of the reply, from 0.
    func id(_ prefix: String, _ part: Int = 0) -> String {
        prefix + identifier(serial &* 64 &+ UInt64(part), length: 22)
    }
}

/// Letters and digits that follow from a number alone, so that two runs give the same ids.
func identifier(_ number: UInt64, length: Int) -> String {
    let alphabet = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    var sequence = SplitMix(seed: number)
    let bytes = (0..<length).map { _ in alphabet[Int(sequence.next() % UInt64(alphabet.count))] }
    return String(decoding: bytes, as: UTF8.self)
}

/// What the model says: the same for every dialect.
struct FakeTurn {
    var thinking: String?
    /// The text in the pieces that a stream sends, each about one token.
    private(set) var pieces: [String]
    /// The tools that are called.
    var calls: [OfferedTool] = []
    /// Whether the text ended at the bound on output tokens.
    private(set) var isCutShort = false

    var text: String { pieces.joined() }
    var outputTokens: Int { pieces.count + calls.count * 12 + (thinking == nil ? 0 : 8) }

    /// Says a given text, whatever was asked.
    init(saying text: String) {
        pieces = Self.pieces(of: text)
    }

    /// Answers a conversation: with calls of every tool that its last text asks for, else with a greeting and an echo.
    init(answering conversation: FakeConversation, as model: ServedModel, limit: Int?) {
        let asked = conversation.askedTools
        if asked.isEmpty {
            pieces = Self.pieces(of: Self.words(conversation, model))
            if let limit, pieces.count > max(1, limit) {
                pieces.removeLast(pieces.count - max(1, limit))
                isCutShort = true
            }
        } else {
            pieces = Self.pieces(of: "I will use \(asked.map(\.name).joined(separator: " and ")).")
            calls = asked
        }
        if conversation.thinks { thinking = "The user said: \(Self.quote(conversation.lastUserText)). A short answer will do." }
    }

    private static func words(_ conversation: FakeConversation, _ model: ServedModel) -> String {
        var sentences = ["Hello from \(model.displayID) on Argo."]
        if !conversation.images.isEmpty {
            let count = conversation.images.count
            let types = conversation.images.prefix(20).joined(separator: ", ")
            sentences.append("I see \(count) \(count == 1 ? "image" : "images") (\(types)).")
        }
        if conversation.toolResults.isEmpty {
            sentences.append("You said: \(quote(conversation.lastUserText))")
        } else {
            let results = conversation.toolResults.prefix(20).map(quote).joined(separator: " | ")
            sentences.append("The tool said: \(results)")
        }
        return sentences.joined(separator: " ")
    }

    /// The echo stays short, however long the prompt was.
    private static func quote(_ text: String) -> String {
        String(text.prefix(200))
    }

    /// Cuts a text in front of every blank, so that the pieces put together are the text.
    private static func pieces(of text: String) -> [String] {
        text.reduce(into: []) { pieces, character in
            if character == " " || pieces.isEmpty { pieces.append("") }
            pieces[pieces.count - 1].append(character)
        }
    }
}

extension FakeConversation {
    /// The tools that the model shall call now: none behind a tool's result, unless the request forces it no further.
    fileprivate var askedTools: [OfferedTool] {
        guard toolResults.isEmpty else { return [] }
        switch choice {
        case .none: return []
        case .named(let name): return tools.filter { $0.name == name }
        case .any, .automatic:
            let asked = tools.filter { $0.isAsked(for: lastUserText) }
            return asked.isEmpty && choice == .any ? Array(tools.prefix(1)) : asked
        }
    }
}

/// The generator SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): same seed, same numbers.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    init(seed text: String) {
        state = FNV1a.hash(text.utf8)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
