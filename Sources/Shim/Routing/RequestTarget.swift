/// The target of a request line: authority where one was given, path with its dot segments and doubled slashes resolved, query untouched.
struct RequestTarget: Equatable, Sendable {
    /// `host:port` of an absolute-form target (RFC 9112, section 3.2.2).
    let authority: String?
    /// Always begins with `/` and has no empty, `.` or `..` segment; a slash at the end stays.
    let path: String
    /// What follows `?`, byte for byte; nil when there is no `?`.
    let query: String?

    /// Reads a request target.
    ///
    /// - Returns: nil when it is neither origin-form nor absolute-form, or holds bytes that no target may hold (white space, control
    ///   characters, anything outside ASCII).
    init?(_ target: String) {
        if Self.isPlainPath(target) {
            (authority, path, query) = (nil, target, nil)
            return
        }
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        // On bytes throughout: it is read for every request, and characters cost ten times as much.
        var rest = target.utf8[...]
        if rest.first == UInt8(ascii: "/") {
            authority = nil
        } else if let scheme = ["http://", "https://"].first(where: { target.lowercased().hasPrefix($0) }) {
            rest = rest.dropFirst(scheme.utf8.count)
            let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        } else {
            return nil
        }
        // A fragment never belongs into a request line; some clients send it all the same.
        if let fragment = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        } else {
            query = nil
        }
        let path = Substring(rest)
        self.path = Self.mayNeedNormalizing(path) ? Self.normalized(path) : path.isEmpty ? "/" : String(path)
    }

    /// Resolves dot segments (RFC 3986, section 5.2.4; `%2e` counts as a dot) and doubled slashes.
    private static func normalized(_ path: Substring) -> String {
        var kept: [Substring] = []
        var endsWithSlash = true
        for segment in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let plain = segment.lowercased().replacing("%2e", with: ".")
            endsWithSlash = plain.isEmpty || plain == "." || plain == ".."
            switch plain {
            case "", ".": continue
            case "..": _ = kept.popLast()
            default: kept.append(segment)
            }
        }
        if kept.isEmpty { return "/" }
        return "/" + kept.joined(separator: "/") + (endsWithSlash ? "/" : "")
    }

    /// Whether a target is a path with nothing to resolve or to cut off, as nearly every one is: one look at each byte tells.
    private static func isPlainPath(_ target: String) -> Bool {
        var previous: UInt8 = 0
        for byte in target.utf8 {
            switch byte {
            case ...0x20, 0x7F..., UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"): return false
            case UInt8(ascii: "/"), UInt8(ascii: "."): if previous == UInt8(ascii: "/") { return false }
            default: if previous == 0 { return false }
            }
            previous = byte
        }
        return target.utf8.first == UInt8(ascii: "/")
    }

    private static func mayNeedNormalizing(_ path: Substring) -> Bool {
        var previous: UInt8 = 0
        for byte in path.utf8 {
            if byte == UInt8(ascii: "%") { return true }
            if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return true }
            previous = byte
        }
        return false
    }
}

/// The `name=value` pairs of a query.
enum QueryValues {
    /// The values of a name, decoded, in their order.
    static func all(of name: String, in query: String?) -> [String] {
        guard let query else { return [] }
        return query.split(separator: "&").compactMap { pair in
            pair.hasPrefix(name + "=") ? PercentEncoding.decoded(pair.dropFirst(name.count + 1)) : nil
        }
    }
}

/// Percent-encoding (RFC 3986, section 2.1).
package enum PercentEncoding {
    /// The text that an encoded one means; what is no encoding stays, and bytes that are no UTF-8 are replaced.
    static func decoded(_ text: some StringProtocol) -> String {
        var rest = Array(text.utf8)[...]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rest.count)
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = value(rest.prefix(2)) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text as a value in a form (https://url.spec.whatwg.org/#application/x-www-form-urlencoded): all but letters, digits and `-._~` is encoded.
    package static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += byte < 0x10 ? "%0\(digits)" : "%\(digits)"
            }
        }
    }

    private static func value(_ digits: ArraySlice<UInt8>) -> UInt8? {
        // `UInt8(_:radix:)` takes a sign, which is no digit.
        guard digits.count == 2, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-") else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
