import LosslessJSON

/// Findings for a terminal and for programs.
struct FindingReport {
    let findings: [Finding]

    /// 1 with a failure, 3 with nothing worse than a warning, else 0.
    var exit: ProgramExit {
        if count(.failure) > 0 { return .failure }
        return count(.warning) > 0 ? .degraded : .success
    }

    var summary: String {
        "\(count(.good)) good, \(count(.warning)) to look at, \(count(.failure)) wrong, \(count(.skipped)) not looked at."
    }

    /// A finding in lines: its state in a column of its own, and below it what to do.
    static func lines(_ finding: Finding, _ style: OutputStyle) -> [String] {
        let word =
            switch finding.state {
            case .good: style.emphasized("ok  ", .good)
            case .warning: style.emphasized("look", .caution)
            case .failure: style.emphasized("FAIL", .bad)
            case .skipped: "-   "
            }
        let name = finding.check + String(repeating: " ", count: max(0, 14 - finding.check.count))
        return ["\(word)  \(name)  \(style.spelled(finding.summary))"] + finding.remedies.map { style.spelled("      → ") + $0 }
    }

    var json: String {
        let list = findings.map { finding -> JSONValue in
            [
                "check": .string(finding.check), "state": .string(finding.state.rawValue), "summary": .string(finding.summary),
                "remedies": .array(finding.remedies.map { .string($0) }), "repairable": .bool(finding.repair != nil),
            ]
        }
        let report: JSONValue = ["version": 1, "findings": .array(list)]
        return String(decoding: report.serialized, as: UTF8.self)
    }

    private func count(_ state: Finding.State) -> Int { findings.count { $0.state == state } }
}
