import Daemon
import LosslessJSON

/// Takes out of a text what is nobody's business: secrets, names of people and machines, addresses, paths.
///
/// What is known to be private is taken out wherever it stands; what has the shape of something private goes unless it is on a list.
struct Redaction {
    /// What is known of this user and this machine.
    struct Known {
        var secrets: [String] = []
        var people: [String] = []
        /// Names of machines, found also inside of words: files have them in their names.
        var machines: [String] = []
        /// Names of servers, which may be words of the language; found as whole words.
        var servers: [String] = []
        /// Files whose names say something about the user.
        var files: [String] = []
        /// Absolute path of the home folder.
        var home = ""
        /// Paths that may be shown, and everything below them; `~` stands for the home folder.
        var openPaths: [String] = []
    }

    private struct Literal {
        /// In lower case.
        let bytes: [UInt8]
        let substitute: [UInt8]
        let isWholeWord: Bool
    }

    /// Servers that the documentation of this program names.
    private static let publicDomains = ["cels.anl.gov", "inside.anl.gov"]
    private static let loopback: Set<String> = ["127.0.0.1", "0.0.0.0", "localhost", "::1", "::"]
    /// Places that are the same everywhere, and routes of the shim.
    private static let publicPaths = ["/dev/null", "/etc/ssh", "/usr/bin", "/v1", "/v1beta", "/argoapi"]
    /// What looks like a person at a machine, or like a secret, and names an algorithm of SSH.
    private static let algorithmDomains = ["@openssh.com", "@libssh.org"]
    private static let algorithms: Set<String> = ["diffie-hellman-group-exchange-sha256", "diffie-hellman-group-exchange-sha1"]
    /// Shorter names are part of many words.
    private static let shortestInsideOfWords = 4
    /// A key or a token has at least so many characters; the names of models have fewer.
    private static let longestWord = 32

    private let literals: [Literal]
    private let openPaths: [String]

    init(_ known: Known) {
        let kinds: [(texts: [String], substitute: String, isWholeWord: Bool)] = [
            (known.secrets, "(secret)", false), (known.files, "(file)", false), (known.home.count > 1 ? [known.home] : [], "~", false),
            (known.people, "(user)", false), (known.machines.filter(Self.isPrivate), "(host)", false),
            (known.servers.filter(Self.isPrivate), "(host)", true),
        ]
        literals =
            kinds.flatMap { kind in
                kind.texts.filter { !$0.isEmpty }.flatMap { text in
                    Self.spellings(of: text).map { spelling in
                        Literal(
                            bytes: spelling.map(Self.lowercased), substitute: Array(kind.substitute.utf8),
                            isWholeWord: kind.isWholeWord || spelling.count < Self.shortestInsideOfWords)
                    }
                }
            }.sorted { $0.bytes.count > $1.bytes.count }
        openPaths = Self.publicPaths + known.openPaths
    }

    func callAsFunction(_ text: String) -> String {
        words(of: withoutLiterals(text)).map { $0.isWord ? judged($0.text) : $0.text }.joined()
    }

    // MARK: What is known

    /// As it is, and as it stands in a JSON string.
    private static func spellings(of text: String) -> [[UInt8]] {
        let plain = Array(text.utf8)
        let quoted = Array(JSONValue.string(text).serialized.dropFirst().dropLast())
        return plain == quoted ? [plain] : [plain, quoted]
    }

    private func withoutLiterals(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let folded = bytes.map(Self.lowercased)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let literal = literals.first(where: { Self.stands($0, at: index, in: folded) }) {
                result += literal.substitute
                index += literal.bytes.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func stands(_ literal: Literal, at index: Int, in bytes: [UInt8]) -> Bool {
        let end = index + literal.bytes.count
        guard end <= bytes.count, bytes[index] == literal.bytes.first, bytes[index..<end].elementsEqual(literal.bytes) else { return false }
        guard literal.isWholeWord else { return true }
        return (index == 0 || !isPartOfName(bytes[index - 1])) && (end == bytes.count || !isPartOfName(bytes[end]))
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80
    }

    // MARK: What has the shape

    /// Cuts a text into words and what is between them. A backslash takes the character behind it along: it is an escape of JSON.
    private func words(of text: String) -> [(text: String, isWord: Bool)] {
        var parts: [(text: String, isWord: Bool)] = []
        var isEscaped = false
        for character in text {
            let isWord = !isEscaped && !character.isWhitespace && !#""'`,;()[]{}<>|=\"#.contains(character)
            isEscaped = !isEscaped && character == "\\"
            if let last = parts.indices.last, parts[last].isWord == isWord {
                parts[last].text.append(character)
            } else {
                parts.append((String(character), isWord))
            }
        }
        return parts
    }

    private func judged(_ word: String) -> String {
        if let scheme = word.firstRange(of: "://") {
            let host = word[scheme.upperBound...].prefix { $0 != "/" }
            let path = word[host.endIndex...]
            return word[..<scheme.upperBound] + judged(String(host)) + (path.isEmpty || path.hasPrefix("/argoapi") ? String(path) : "/…")
        }
        if word.hasPrefix("/") || word.hasPrefix("~") { return isOpen(word) ? word : "(path)" }
        if Self.algorithms.contains(word) || Self.algorithmDomains.contains(where: word.hasSuffix) { return word }
        if let at = word.lastIndex(of: "@") { return "(user)@" + judged(String(word[word.index(after: at)...])) }
        if Self.isLongSecret(word) { return "(long)" }
        if Self.isIPv6(word) { return Self.loopback.contains(word) ? word : "(address)" }
        let name = word.prefix { $0 != ":" }
        let dotless = String(name.hasSuffix(".") ? name.dropLast() : name)
        guard Self.isPrivate(dotless), Self.isIPv4(dotless) || Self.isHostName(dotless) else { return word }
        return (Self.isIPv4(dotless) ? "(address)" : "(host)") + word.dropFirst(dotless.count)
    }

    private func isOpen(_ path: String) -> Bool {
        openPaths.contains { open in
            guard path.hasPrefix(open) else { return false }
            // A line's number or the end of a sentence may follow.
            return path.dropFirst(open.count).first.map { "/:.".contains($0) } ?? true
        }
    }

    /// Whether a name of a machine is not one that everybody knows.
    private static func isPrivate(_ name: String) -> Bool {
        !loopback.contains(name) && !publicDomains.contains { name == $0 || name.hasSuffix("." + $0) }
    }

    private static func isLongSecret(_ word: String) -> Bool {
        word.split { !$0.isASCII || !($0.isLetter || $0.isNumber || "_-+".contains($0)) }.contains { run in
            run.count >= longestWord && run.contains(where: \.isNumber) && run.contains(where: \.isLetter)
        }
    }

    private static func isIPv4(_ word: String) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isIPv6(_ word: String) -> Bool {
        // A time has two colons.
        let colons = word.count { $0 == ":" }
        return (colons > 3 || word.contains("::")) && word.allSatisfy { $0 == ":" || $0.isHexDigit }
    }

    /// Three labels at least: names of files have two.
    private static func isHostName(_ word: String) -> Bool {
        let labels = word.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 2, let last = labels.last, last.count > 1, last.allSatisfy({ $0.isASCII && $0.isLetter }) else { return false }
        return labels.allSatisfy { label in !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } }
    }
}
