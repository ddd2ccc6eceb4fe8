import FoundationSubset
package import Logging
import LosslessJSON
package import NIOConcurrencyHelpers
import SystemSupport

/// Writes each log message as one line, whatever its values hold.
package struct LineLogHandler: LogHandler {
    let format: LogFormat
    package var metadata: Logger.Metadata = [:]

    /// Nil where the threshold of all counts.
    var ownLevel: Logger.Level?
    let threshold: LogThreshold
    let write: @Sendable (String) -> Void

    package var logLevel: Logger.Level {
        get { ownLevel ?? threshold.withLockedValue { $0 } }
        set { ownLevel = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        let time = Date.now.ISO8601Format()
        let line =
            switch format {
            case .text: Self.text(time, event.level, "\(event.message)", fields)
            case .json: Self.json(time, event.level, "\(event.message)", fields)
            }
        write(line + "\n")
    }

    private static func text(_ time: String, _ level: Logger.Level, _ message: String, _ fields: [Logger.Metadata.Element]) -> String {
        let pairs = fields.map { "\($0.key)=\(quoted("\($0.value)"))" }
        return ([time, level.rawValue, oneLine(message)] + pairs).joined(separator: " ")
    }

    private static func json(_ time: String, _ level: Logger.Level, _ message: String, _ fields: [Logger.Metadata.Element]) -> String {
        let head: [JSONValue.Member] = [
            .init("time", .string(time)), .init("level", .string(level.rawValue)), .init("message", .string(message)),
        ]
        let value = JSONValue.object(head + fields.map { .init($0.key, .string("\($0.value)")) })
        return String(decoding: value.serialized, as: UTF8.self)
    }

    /// A value that holds blanks or quotes is written as a JSON string, so that a line can be taken apart again.
    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
        return isPlain ? value : String(decoding: JSONValue.string(value).serialized, as: UTF8.self)
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}

extension Logger {
    /// The logger of everything that runs.
    ///
    /// - Parameters:
    ///   - threshold: the lowest level that is logged, which may move.
    ///   - write: takes each line, with its end.
    package static func lines(
        _ format: LogFormat, _ threshold: LogThreshold, write: @escaping @Sendable (String) -> Void = CurrentProcess.writeToStandardError
    ) -> Logger {
        Logger(label: "argo-shim") { _ in LineLogHandler(format: format, threshold: threshold, write: write) }
    }
}

/// The lowest level that a running program logs, which can be changed while it runs.
package typealias LogThreshold = NIOLockedValueBox<Logger.Level>

/// How log lines are spelled.
package enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}
