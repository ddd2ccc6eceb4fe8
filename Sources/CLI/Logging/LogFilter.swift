import Logging
import LosslessJSON

/// Chooses lines of a log by time and level. A line that has neither, such as one of the runtime's, goes with the line before it.
struct LogFilter {
    /// The earliest time, as it stands in a line; nil for any.
    let since: String?
    /// The lowest level; nil for any.
    let level: Logger.Level?
    private var isWanted: Bool

    init(since: String?, level: Logger.Level?) {
        self.since = since
        self.level = level
        // What stands before the first line with a time is as old as that may be.
        isWanted = since == nil
    }

    mutating func accepts(_ line: String) -> Bool {
        if let (time, level) = Self.facts(line) {
            // Times are spelled so that their order is that of the texts (ISO 8601, in UTC).
            isWanted = (since.map { $0 <= time } ?? true) && (self.level.map { $0 <= level } ?? true)
        }
        return isWanted
    }

    private static func facts(_ line: String) -> (time: String, level: Logger.Level)? {
        if line.hasPrefix("{") {
            guard let document = try? JSONDocument(Array(line.utf8)) else { return nil }
            let text = { (name: String) in document.value(at: [name]).flatMap(document.string) }
            guard let time = text("time"), let level = text("level").flatMap(Logger.Level.init(rawValue:)) else { return nil }
            return (time, level)
        }
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count > 1, let level = Logger.Level(rawValue: String(words[1])), words[0].hasSuffix("Z"), words[0].utf8.count == 20
        else { return nil }
        return (String(words[0]), level)
    }
}
