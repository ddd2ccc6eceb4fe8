import NIOConcurrencyHelpers

/// What a running program has written to one of its outputs.
final class ProgramOutput: Sendable {
    /// The output ended before the awaited line came.
    struct Ended: Error, CustomStringConvertible {
        let awaited: String
        let text: String

        var description: String { "no line with \"\(awaited)\" came. What came:\n\(text)" }
    }

    private struct Waiter {
        let ordinal: Int
        let awaited: String
        let continuation: CheckedContinuation<String, any Error>
    }

    private struct State {
        var bytes: [UInt8] = []
        /// Where the line that is not complete yet begins.
        var lineStart = 0
        var lines: [String] = []
        var isComplete = false
        var waiters: [Waiter] = []

        func line(_ ordinal: Int, containing awaited: String) -> String? {
            lines.filter { $0.contains(awaited) }.dropFirst(ordinal - 1).first
        }
    }

    /// What is kept of an output, in bytes: no test looks for more.
    private static let limit = 16 * 1024 * 1024

    private let state = NIOLockedValueBox(State())

    /// Everything so far; bytes that are not UTF-8 become U+FFFD.
    var text: String { state.withLockedValue { String(decoding: $0.bytes, as: UTF8.self) } }

    /// The complete lines so far.
    var lines: [String] { state.withLockedValue { $0.lines } }

    /// Waits for a complete line.
    ///
    /// - Parameters:
    ///   - ordinal: the how-manieth such line, counted from 1.
    ///   - awaited: what the line must hold.
    /// - Throws: `Ended` when the output ends without it, which the program's time limit brings about at the latest.
    func line(_ ordinal: Int = 1, containing awaited: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<String, any Error>? = state.withLockedValue { state in
                if let line = state.line(ordinal, containing: awaited) { return .success(line) }
                if state.isComplete { return .failure(Ended(awaited: awaited, text: String(decoding: state.bytes, as: UTF8.self))) }
                state.waiters.append(Waiter(ordinal: ordinal, awaited: awaited, continuation: continuation))
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }

    func append(_ piece: some Sequence<UInt8>) {
        let met = state.withLockedValue { state in
            guard state.bytes.count < Self.limit else { return [(Waiter, String)]() }
            state.bytes.append(contentsOf: piece)
            while let end = state.bytes[state.lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
                state.lines.append(String(decoding: state.bytes[state.lineStart..<end], as: UTF8.self))
                state.lineStart = end + 1
            }
            let waiters = state.waiters
            state.waiters = []
            var met: [(Waiter, String)] = []
            for waiter in waiters {
                if let line = state.line(waiter.ordinal, containing: waiter.awaited) {
                    met.append((waiter, line))
                } else {
                    state.waiters.append(waiter)
                }
            }
            return met
        }
        for (waiter, line) in met { waiter.continuation.resume(returning: line) }
    }

    /// Nothing more comes.
    func finish() {
        let (waiters, text) = state.withLockedValue { state in
            state.isComplete = true
            defer { state.waiters = [] }
            return (state.waiters, String(decoding: state.bytes, as: UTF8.self))
        }
        for waiter in waiters { waiter.continuation.resume(throwing: Ended(awaited: waiter.awaited, text: text)) }
    }
}
