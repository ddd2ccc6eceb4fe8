/// Everything that is wrong with a configuration file.
struct ConfigFaults: Error, Equatable {
    /// Absolute path.
    let file: String
    /// By line; never empty.
    let faults: [ConfigFault]

    init(file: String, _ faults: [ConfigFault]) {
        self.file = file
        self.faults = faults.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }

    /// One line for each, as compilers write them: FILE:LINE: what is wrong.
    var lines: [String] {
        faults.map { fault in "\(file):" + (fault.line.map { "\($0):" } ?? "") + " " + fault.words }
    }

    /// Whether an editor helps: what a newer program has written is right there.
    fileprivate var canBeCorrected: Bool {
        faults.contains { fault in
            if case .newerVersion = fault.reason { false } else { true }
        }
    }
}

extension Advice {
    init(_ error: ConfigFaults) {
        self.init(
            error.lines.first ?? error.file,
            hints: error.lines.dropFirst() + (error.canBeCorrected ? ["Correct it: argo-shim config edit"] : [])
                + ["Or leave it out of account: --no-config"],
            exitCode: .usage)
    }
}
