import Models
import SystemSupport

/// How much a request asks the model to reason, and whether the reasoning is to be seen.
struct Reasoning: Equatable, Sendable {
    enum Mode: Equatable, Sendable {
        case disabled
        /// The model decides.
        case automatic
        case enabled
    }

    var mode: Mode
    var effort: ReasoningEffort?
    /// In tokens.
    var budget: Int?
    /// Whether thoughts or their summary are asked for; nil where the request does not say.
    var isShown: Bool?
    var path: JSONPath

    /// The level that is asked for, by name or by budget.
    var level: ReasoningEffort? { effort ?? budget.map(ReasoningEffort.init(budget:)) }
}

/// A thought of the model in a request, with what its vendor needs to trust it.
struct ReasoningText: Equatable, Sendable {
    /// Empty for a thought that is hidden.
    var text: String
    var signature: Signature?
}

/// What a vendor signs or encrypts of its model's reasoning. It is of use to the dialect alone that it came from.
struct Signature: Equatable, Sendable {
    enum Kind: String, Sendable {
        /// Signs the thought that it stands beside.
        case thought
        /// Is the thought, encrypted.
        case hidden
        /// Signs the tool call behind it.
        case call
    }

    let dialect: Dialect
    let kind: Kind
    /// The id of the item that it belongs to; empty where the dialect has none.
    let id: String
    let value: String

    init(_ dialect: Dialect, _ kind: Kind, id: String = "", value: String) {
        self.dialect = dialect
        self.kind = kind
        self.id = id
        self.value = value
    }
}

/// A signature that travels through a client of another dialect, in the field where that dialect has its own.
///
/// The carrier is base64, because Google's SDK decodes the field, and says inside where the signature came from.
extension Signature {
    /// Twelve bytes, so that every carrier begins with the same sixteen digits.
    private static let mark = "argo-shim/1/"
    private static let encodedMark = Base64.encode(mark.utf8)

    /// What a client of another dialect gets.
    var carrier: String {
        // The id stands between slashes, and is the vendor's: letters, digits and underscores.
        let safeID = id.replacing("/", with: "_")
        return Base64.encode("\(Self.mark)\(dialect.rawValue)/\(kind.rawValue)/\(safeID)/\(value)".utf8)
    }

    /// Reads what a client sends back.
    ///
    /// - Returns: nil for a signature that was not made here.
    init?(carrier: String) {
        guard carrier.utf8.starts(with: Self.encodedMark.utf8), let bytes = Base64.decodeAny(carrier) else { return nil }
        let fields = String(decoding: bytes, as: UTF8.self).dropFirst(Self.mark.count)
            .split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count == 4, let dialect = Dialect(rawValue: String(fields[0])), let kind = Kind(rawValue: String(fields[1])) else {
            return nil
        }
        self.init(dialect, kind, id: String(fields[2]), value: String(fields[3]))
    }

    /// A carrier's signature, or one of the dialect that it stands in.
    static func read(_ text: String, in dialect: Dialect, _ kind: Kind, id: String = "") -> Signature {
        Signature(carrier: text) ?? Signature(dialect, kind, id: id, value: text)
    }

    /// As it is spelled in `dialect`.
    func spelled(in dialect: Dialect) -> String {
        self.dialect == dialect ? value : carrier
    }
}
