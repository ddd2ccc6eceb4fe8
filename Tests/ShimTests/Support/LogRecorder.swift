import Logging
import NIOConcurrencyHelpers

/// Keeps the log of one shim for its test.
struct LogRecorder: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])

    /// What was logged so far, one line a message, metadata as `key=value`.
    var text: String { lines.withLockedValue { $0.joined(separator: "\n") } }

    var logger: Logger {
        let lines = lines
        return Logger(label: "test") { _ in Handler(lines: lines) }
    }

    private struct Handler: LogHandler {
        let lines: NIOLockedValueBox<[String]>
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.withLockedValue { $0.append(([event.level.rawValue, "\(event.message)"] + fields).joined(separator: " ")) }
        }
    }
}
