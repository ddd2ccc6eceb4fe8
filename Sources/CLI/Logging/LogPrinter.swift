import SystemSupport

/// Prints the lines that are wanted of the pieces of a log.
struct LogPrinter {
    private var filter: LogFilter
    private var lines = LineBuffer()

    init(filter: LogFilter) {
        self.filter = filter
    }

    mutating func show(_ piece: [UInt8]) {
        lines.append(piece)
        while let line = lines.nextLine() ?? (lines.isFull ? lines.takeAll() : nil) { show(line: line) }
    }

    /// Shows a last line that has no end.
    mutating func finish() {
        let rest = lines.takeAll()
        if !rest.isEmpty { show(line: rest) }
    }

    private mutating func show(line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        if filter.accepts(text) { Console.line(text) }
    }
}
