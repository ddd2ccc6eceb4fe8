/// The ledger's file: a line for each fact, between a first line that names the version and a last one that shows that it is whole.
///
///     argo-shim login attempts 1
///     failure 1763715272 logins.cels.anl.gov:22
///     pending 1763715400 4321 logins.cels.anl.gov:22
///     success 1763710000
///     end
enum LedgerText {
    enum Reading: Equatable {
        case history(AttemptHistory)
        /// Not as this version writes it. The reason completes "the login record …".
        case damaged(reason: String)
    }

    /// Bytes. What is written never comes near it: at most six failures and a few single lines.
    static let sizeLimit = 16_384

    private static let title = "argo-shim login attempts"
    private static let version = 1
    /// Seconds since 1970 beyond which a time is nonsense (the year 3085). It also keeps sums far from overflowing.
    private static let latestTime = 1 << 45

    static func bytes(of history: AttemptHistory) -> [UInt8] {
        var lines = ["\(title) \(version)"]
        lines += history.failures.map { "failure \($0.time) \($0.address.text)" }
        if let pending = history.pending { lines.append("pending \(pending.time) \(pending.process) \(pending.address.text)") }
        if let time = history.lastSuccess { lines.append("success \(time)") }
        if let time = history.lastFailure { lines.append("last-failure \(time)") }
        if let time = history.lastReset { lines.append("reset \(time)") }
        return Array((lines + ["end", ""]).joined(separator: "\n").utf8)
    }

    static func read(_ bytes: [UInt8]) -> Reading {
        guard bytes.count <= sizeLimit else { return .damaged(reason: "is far too long") }
        // What is written is ASCII.
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return .damaged(reason: "is not text") }
        let text = String(decoding: bytes, as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, first.hasPrefix(title + " "), let found = Int(first.dropFirst(title.count + 1)) else {
            return .damaged(reason: "has an unknown first line")
        }
        guard found == version else { return .damaged(reason: "is from another version (\(found)) of argo-shim") }
        guard lines.count >= 3, lines.removeLast().isEmpty, lines.removeLast() == "end" else {
            return .damaged(reason: "is incomplete")
        }
        var history = AttemptHistory()
        for (index, line) in lines.enumerated().dropFirst() where !add(line, to: &history) {
            return .damaged(reason: "has an error in line \(index + 1)")
        }
        return .history(history)
    }

    private static func add(_ line: Substring, to history: inout AttemptHistory) -> Bool {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 2, let time = Int(words[1]), (0...latestTime).contains(time) else { return false }
        switch (words[0], words.count) {
        case ("failure", 3):
            guard let address = LedgerWord(read: words[2]) else { return false }
            history.failures.append(.init(time: time, address: address))
        case ("pending", 4):
            guard history.pending == nil, let process = Int(words[2]), process > 0 else { return false }
            guard let address = LedgerWord(read: words[3]) else { return false }
            history.pending = .init(time: time, process: process, address: address)
        case ("success", 2): return set(&history.lastSuccess, to: time)
        case ("last-failure", 2): return set(&history.lastFailure, to: time)
        case ("reset", 2): return set(&history.lastReset, to: time)
        default: return false
        }
        return true
    }

    /// A fact that stands there twice is one that nobody has written so.
    private static func set(_ fact: inout Int?, to time: Int) -> Bool {
        guard fact == nil else { return false }
        fact = time
        return true
    }
}

/// A name in a form that fits into one word of a line, and into a file's name.
struct LedgerWord: Equatable {
    /// 1...200 ASCII letters, digits and `.-_:[]%`.
    let text: String

    private static let lengthLimit = 200

    /// A name such as a host's. Upper and lower case are the same host (RFC 4343), and what does not fit becomes `%XX`.
    init(_ name: String) {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.unicodeScalars.append(Unicode.Scalar(byte + 32))
            case _ where Self.isPlain(byte): text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            if text.utf8.count >= Self.lengthLimit - 2 { break }
        }
        self.text = text.isEmpty ? "%" : text
    }

    /// A word of a ledger, as it stands there.
    init?(read text: Substring) {
        guard (1...Self.lengthLimit).contains(text.utf8.count) else { return nil }
        guard text.utf8.allSatisfy({ Self.isPlain($0) || $0 == UInt8(ascii: "%") }) else { return nil }
        self.text = String(text)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): true
        default: false
        }
    }
}
