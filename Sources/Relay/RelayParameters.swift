/// A word with parameters behind it: `Argo-Relay nonce="…", proof="…"` (RFC 9110, section 11.4) or `argo-shim; details="…"` (RFC 9209).
struct RelayParameters: Equatable {
    /// The scheme of our own in Proxy-Authenticate and Proxy-Authorization.
    static let scheme = "Argo-Relay"
    /// Who we are in Proxy-Status.
    static let proxy = "argo-shim"

    let word: String
    private let values: [String: String]

    /// - Returns: nil for what is malformed, or has a parameter twice.
    init?(parsing text: String) {
        var rest = Substring(text)
        word = String(rest.prefix { !" ;,".contains($0) })
        rest = rest.dropFirst(word.count)
        var values: [String: String] = [:]
        while true {
            rest = rest.drop { " ;,".contains($0) }
            if rest.isEmpty { break }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.popFirst() == "=", let value = Self.value(in: &rest), values[name.lowercased()] == nil else {
                return nil
            }
            values[name.lowercased()] = value
        }
        self.values = values
    }

    subscript(_ name: String) -> String? { values[name] }

    /// The parts of what we send hold neither quotation marks nor backslashes, except where they are told here.
    static func quoted(_ text: String) -> String {
        let plain = text.unicodeScalars.map { $0.value >= 0x20 && $0.value < 0x7F ? Character($0) : "?" }
        return "\"" + plain.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
    }

    private static func value(in rest: inout Substring) -> String? {
        guard rest.first == "\"" else {
            let token = rest.prefix { !" ;,".contains($0) }
            rest = rest.dropFirst(token.count)
            return token.isEmpty ? nil : String(token)
        }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst() {
            if character == "\"" { return value }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            value.append(escaped)
        }
        return nil
    }
}
