import SeededRandom

/// Spoils a text: bytes changed, left out, doubled, or other tokens of JSON put in.
struct Mutation {
    private static let tokens = [
        "null", "true", "[]", "{}", "\"\"", "0", "-1", "1e400", "99999999999999999999", "\"type\":", "\\ud800", ",", "}", "]", "{", "[",
        "\"", "\u{0}",
        "[[[[[[[[", #""index":-5"#, #""index":9007199254740993"#, #""error":{}"#, #""error":null"#, #""content":[{}]"#, #""id":"""#,
        "\u{FFFD}",
    ].map { Array($0.utf8) }

    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func number(_ count: Int) -> Int { Int.random(in: 0..<max(1, count), using: &random) }

    mutating func spoiled(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...number(3) {
            let place = number(bytes.count + 1)
            switch number(5) {
            case 0: if place < bytes.count { bytes[place] = UInt8(number(256)) }
            case 1: bytes.insert(contentsOf: Self.tokens[number(Self.tokens.count)], at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + number(12)))
            case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + number(40))], at: place)
            default: swapValues(&bytes, place)
            }
        }
        return bytes
    }

    /// Puts a token in the place of what stands behind the next colon: the result is JSON more often than not.
    private mutating func swapValues(_ bytes: inout [UInt8], _ place: Int) {
        guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { return }
        let rest = bytes[(colon + 1)...]
        guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }) else { return }
        bytes.replaceSubrange((colon + 1)..<end, with: Self.tokens[number(10)])
    }
}
