import Logging

/// Where remarks of a running shim go: to the person at the terminal, or into a log that programs read, or that is read later.
struct Announcer: Sendable {
    /// Nil for the terminal.
    private let logger: Logger?

    init(format: LogFormat, isInBackground: Bool = false, logger: Logger) {
        self.logger = format == .json || isInBackground ? logger : nil
    }

    func note(_ text: String) {
        if let logger { logger.notice("\(text)") } else { Console.note(text) }
    }

    func warning(_ text: String) {
        if let logger { logger.warning("\(text)") } else { Console.warning(text) }
    }
}
