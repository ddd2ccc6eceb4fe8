import TokenSync

/// Takes back what was written into settings, and says what came of it.
struct SettingsReturn {
    let synchronizer: TokenSynchronizer

    /// - Parameter named: the clients to take back; nil stands for all.
    /// - Throws: `Advice` when a file could not be given back.
    func run(named: [ClientName]? = nil) throws {
        let outcomes = synchronizer.revert(named: named)
        if outcomes.isEmpty { Console.note("Nothing was written, or all of it has been taken back.") }
        for outcome in outcomes { report(outcome) }
        let failures = outcomes.filter { if case .failed = $0.result { true } else { false } }
        guard failures.isEmpty else {
            throw Advice(
                "\(failures.count) of \(outcomes.count) files could not be given back; what they held before is kept.",
                hints: ["When the cause is gone, do it again: argo-shim configure --undo"])
        }
    }

    private func report(_ outcome: RevertOutcome) {
        let name = outcome.client?.rawValue ?? "a client"
        switch outcome.result {
        case .earlierBytes: Console.note("\(name): \(outcome.file) is as it was before")
        case .removed: Console.note("\(name): \(outcome.file) is gone; there was none before")
        case .missing: Console.note("\(name): \(outcome.file) is gone already")
        case .failed(let error): Console.warning("\(name) is left as it is. \(error.description)")
        case .earlierValues(let restored, let left):
            Console.note("\(name): \(outcome.file) was edited since; our keys are as they were before: \(Self.words(for: restored))")
            if !left.isEmpty { Console.note("  left, because somebody gave them other values: \(Self.words(for: left))") }
        }
    }

    private static func words(for paths: [[String]]) -> String {
        paths.isEmpty ? "none" : paths.map { $0.joined(separator: ".") }.joined(separator: ", ")
    }
}
