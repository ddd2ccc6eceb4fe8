import SystemSupport

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
