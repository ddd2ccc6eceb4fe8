import LosslessJSON

/// One thing that a client's settings shall say.
struct SettingEdit: Sendable {
    enum Rule: Sendable {
        /// This value, whatever is there now.
        case value(JSONValue)
        /// This value, unless the user has chosen one: what we wrote earlier is not the user's choice.
        case valueUnlessChosen(JSONValue)
        /// This value where there is none: once it stands there it is the user's, whoever wrote it.
        case valueIfMissing(JSONValue)
        /// This value; or the other one, where it stands there or what we wrote there was of its kind: it begins with another word.
        case eitherValue(JSONValue, or: JSONValue)
        /// A list with commas that has these entries among others. A list that is missing starts from the one at `twin`.
        case listEntries([String], mirrorOf: [PathStep])
        /// Nothing: a value there contradicts another one of ours.
        case absent
        /// This value for `key` in each member of the object whose `address` leads to the loopback port.
        case inMembers(atPort: Int, address: String, key: String, JSONValue)
    }

    /// The way from the root of the file.
    let path: [PathStep]
    let rule: Rule
    /// Whether the value, or the one that it replaces, must not be shown.
    let isSecret: Bool
    /// Whether the access token stands in the file behind this edit.
    let leavesSecret: Bool

    /// - Parameters:
    ///   - isSecret: whether the value, or the one that it replaces, must not be shown.
    ///   - leavesSecret: whether the access token is part of the value; nil where every secret is one. A secret that goes leaves none.
    init(_ path: [PathStep], _ rule: Rule, isSecret: Bool = false, leavesSecret: Bool? = nil) {
        self.path = path
        self.rule = rule
        self.isSecret = isSecret
        self.leavesSecret = if case .absent = rule { false } else { leavesSecret ?? isSecret }
    }

    /// The edits that this one stands for in a document.
    ///
    /// - Parameter isOurs: whether we wrote a value at this path earlier.
    func expanded(in document: any SettingsDocument, isOurs: (JSONValue) -> Bool) throws(SettingsFault) -> [SettingEdit] {
        if case .eitherValue(let value, let other) = rule {
            let current = try document.value(at: path)
            let isOther = current == other || current.map { isOurs($0) && Self.firstWord(of: $0) != Self.firstWord(of: value) } ?? false
            return [SettingEdit(path, .value(isOther ? other : value), isSecret: isSecret, leavesSecret: isOther ? false : leavesSecret)]
        }
        guard case .inMembers(let port, let address, let key, let value) = rule else { return [self] }
        var edits: [SettingEdit] = []
        for name in try document.names(at: path) {
            let member = path + [.key(name)]
            if case .string(let text) = try document.value(at: member + [.key(address)]), LoopbackAddress.isLoopback(text, port: port) {
                edits.append(SettingEdit(member + [.key(key)], .value(value), isSecret: isSecret))
            }
        }
        return edits
    }

    /// The value to write; nil when what is there fits.
    ///
    /// - Parameter isOurs: whether we wrote a value at this path earlier.
    func value(in document: any SettingsDocument, isOurs: (JSONValue) -> Bool) throws(SettingsFault) -> JSONValue? {
        let current = try document.value(at: path)
        switch rule {
        case .absent, .inMembers, .eitherValue:
            return .none
        case .value(let wanted):
            return Self.wanted(wanted, insteadOf: current)
        case .valueUnlessChosen(let wanted):
            if let current, !isOurs(current) { return .none }
            return Self.wanted(wanted, insteadOf: current)
        case .valueIfMissing(let wanted):
            return current == nil ? wanted : .none
        case .listEntries(let entries, let mirror):
            guard let current else {
                let other = if case .string(let text) = try document.value(at: mirror) { text } else { "" }
                return .string(Self.list(other, gaining: entries) ?? other)
            }
            guard case .string(let list) = current else {
                throw .wrongShape(key: path.names, expected: .string, at: document.position(of: path))
            }
            return Self.list(list, gaining: entries).map { .string($0) }
        }
    }

    /// None where they are equal; spelled out, because a bare `nil` may be taken for the JSON value `null`.
    private static func wanted(_ wanted: JSONValue, insteadOf current: JSONValue?) -> JSONValue? {
        if current == wanted { return .none }
        return wanted
    }

    private static func firstWord(of value: JSONValue) -> Substring? {
        guard case .string(let text) = value else { return nil }
        return text.split(separator: " ").first
    }

    /// The list with the entries that it lacks at its end; nil when it has them all.
    ///
    /// Entries are separated by commas or white space, as curl and others read `NO_PROXY`; `*` stands for every host.
    private static func list(_ list: String, gaining entries: [String]) -> String? {
        let present = Set(list.split { $0 == "," || $0.isWhitespace }.map { $0.lowercased() })
        let missing = entries.filter { !present.contains($0) }
        if missing.isEmpty || present.contains("*") { return nil }
        let last = list.last { !$0.isWhitespace }
        return list + (last == nil || last == "," ? "" : ",") + missing.joined(separator: ",")
    }
}

extension SettingEdit: CustomStringConvertible, CustomReflectable {
    /// The path alone: the value may hold the token.
    var description: String { path.names.joined(separator: ".") }
    /// Without the value, which may hold the token.
    var customMirror: Mirror { Mirror(self, children: ["path": path.names]) }
}

/// Whether an address that a user wrote leads to a port of this machine.
enum LoopbackAddress {
    private static let names: Set<String> = ["127.0.0.1", "localhost", "[::1]"]

    /// - Parameters:
    ///   - address: such as `http://localhost:8080/v1`.
    ///   - port: the loopback port.
    static func isLoopback(_ address: String, port: Int) -> Bool {
        guard let scheme = address.firstRange(of: "://") else { return false }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        guard let colon = host.lastIndex(of: ":"), names.contains(host[..<colon].lowercased()) else { return false }
        return Int(host[host.index(after: colon)...]) == port
    }
}
