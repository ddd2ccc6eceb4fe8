/// Names and patterns with commas between them, as in the first field of a known_hosts line: `*` stands for any bytes, `?` for one,
/// and `!` before a pattern makes the line not apply to what the pattern matches.
struct HostPatternList: Equatable {
    private struct Pattern: Equatable {
        let isNegated: Bool
        let bytes: [UInt8]
    }

    private let patterns: [Pattern]

    init(parsing text: some Collection<UInt8>) {
        patterns = text.split(separator: UInt8(ascii: ",")).map { part in
            let isNegated = part.first == UInt8(ascii: "!")
            return Pattern(isNegated: isNegated, bytes: part.dropFirst(isNegated ? 1 : 0).map(\.lowercasedASCII))
        }
    }

    /// - Parameter name: in lower case; `[host]:port` where the port is not 22.
    func matches(_ name: String) -> Bool {
        let name = Array(name.utf8)
        var isMatched = false
        for pattern in patterns where Self.matches(pattern.bytes, name) {
            if pattern.isNegated { return false }
            isMatched = true
        }
        return isMatched
    }

    /// Goes back to the last `*` only, which is enough, so that no pattern takes more than its length times the name's.
    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var inPattern = 0
        var inName = 0
        var star: (inPattern: Int, inName: Int)?
        while inName < name.count {
            if inPattern < pattern.count, pattern[inPattern] == UInt8(ascii: "*") {
                star = (inPattern, inName)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == UInt8(ascii: "?") || pattern[inPattern] == name[inName] {
                inPattern += 1
                inName += 1
            } else if let last = star {
                star = (last.inPattern, last.inName + 1)
                inPattern = last.inPattern + 1
                inName = last.inName + 1
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self + 32 : self }
}
