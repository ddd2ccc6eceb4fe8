import ArgumentParser
import Daemon
import LosslessJSON
import Shim
import SystemSupport
import TokenSync

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Find what keeps argo-shim or a client from working, and suggest fixes.",
        discussion: """
            Pass the options that you run argo-shim with, so that it checks the same connection to Argo. Unless you ask for it, it does \
            not log in, does not use a model and changes nothing. Exits with 0 if all is well, with 3 for warnings, and with 1 for errors.
            """)

    @Flag(name: .long, help: "Print the findings as JSON.")
    var json = false

    @Flag(name: .long, help: "Fix what needs no decision: permissions of secrets, and clients' settings that are out of date.")
    var fix = false

    @Flag(name: .long, help: "Log in over SSH, and check the connection to Argo. A failed login counts.")
    var login = false

    @Flag(name: .long, help: "Ask a small model one question, which costs a few tokens, and list the models of the other providers.")
    var spend = false

    @OptionGroup var options: RunOptions

    func run() async throws {
        let folders = UserFolders.ofThisProcess
        let plan = try RunPlan(options)
        var findings: [Finding] = []
        func add(_ found: [Finding]) throws {
            let found = fix ? try found.map(mended) : found
            findings += found
            // As they come: a name that does not resolve takes its time.
            Console.endProgress()
            guard !json else { return }
            let style = Console.outputStyle
            let shown = options.verbosity.isQuiet ? found.filter { [.warning, .failure].contains($0.state) } : found
            for line in shown.flatMap({ FindingReport.lines($0, style) }) { Console.line(line) }
        }
        /// Some looks wait for others.
        func say(_ text: String) { if !options.verbosity.isQuiet { Console.progress(text) } }
        say("Checking this machine …")
        try add([ProgramCheck.finding])
        try add(SecretsCheck(state: folders.state).findings)
        try add(MachineCheck(state: folders.state).findings)
        try add(VariablesCheck(folders: folders).findings)
        try add(ClaudeScopesCheck(folders: folders).findings)
        try add(ClientsCheck(state: folders.state).findings)
        try await add(LocalShimCheck(port: plan.shim.port).findings())
        try add(LocalShimCheck.otherShims)
        switch plan.path {
        case .dial, .openSSH, .relay:
            say("Waiting for Argo …")
            try await add(UpstreamCheck(plan: plan, login: true, spend: spend, options: options).findings())
        case .tunnel(let tunnel):
            say("Checking the SSH route …")
            try await add(SSHCheck(tunnel).findings())
            if login { say("Waiting for the login, and for Argo …") }
            try await add(UpstreamCheck(plan: plan, login: login, spend: spend, options: options).findings())
        }
        say("Checking the other providers …")
        let services = try ConfigLayers(of: CurrentProcess.argumentsBehindVerb, folders: folders).services
        try await add(
            ProvidersCheck(
                config: services, folders: folders, leavesALCFOut: options.requests.leavesALCFOut, spend: spend
            ).findings())
        let report = FindingReport(findings: findings)
        if json { Console.line(report.json) } else if !options.verbosity.isQuiet { Console.line("\n" + report.summary) }
        CurrentProcess.exit(report.exit)
    }

    private func mended(_ finding: Finding) throws -> Finding {
        guard let repair = finding.repair else { return finding }
        do {
            try repair()
            return .good(finding.check, "Fixed: \(finding.summary)")
        } catch {
            let reason = Advice(error)?.summary ?? "\(error)"
            return Finding(
                check: finding.check, state: finding.state, summary: "\(finding.summary) Cannot fix it: \(reason)",
                remedies: finding.remedies)
        }
    }
}

/// What one look at this machine came to.
struct Finding: Sendable {
    enum State: String, Sendable {
        case good, warning, failure
        /// Not looked at, and the summary says why.
        case skipped
    }

    /// A short name that stays from version to version, such as `token`.
    let check: String
    let state: State
    /// What was found, to what, in one sentence.
    let summary: String
    /// What to type or to do, in order.
    var remedies: [String] = []
    /// Mends it without taking anything from the user; nil where only a person should.
    var repair: (@Sendable () throws -> Void)?

    static func good(_ check: String, _ summary: String) -> Finding {
        Finding(check: check, state: .good, summary: summary)
    }

    static func warning(_ check: String, _ summary: String, _ remedies: String...) -> Finding {
        Finding(check: check, state: .warning, summary: summary, remedies: remedies)
    }

    static func failure(_ check: String, _ summary: String, _ remedies: String...) -> Finding {
        Finding(check: check, state: .failure, summary: summary, remedies: remedies)
    }

    static func failure(_ check: String, _ advice: Advice) -> Finding {
        Finding(check: check, state: .failure, summary: advice.summary, remedies: advice.hints)
    }

    static func skipped(_ check: String, _ summary: String, _ remedies: String...) -> Finding {
        Finding(check: check, state: .skipped, summary: summary, remedies: remedies)
    }
}

/// Findings for a terminal and for programs.
struct FindingReport {
    let findings: [Finding]

    /// 1 with a failure, 3 with nothing worse than a warning, else 0.
    var exit: ProgramExit {
        if count(.failure) > 0 { return .failure }
        return count(.warning) > 0 ? .degraded : .success
    }

    var summary: String {
        "\(count(.good)) ok, \(count(.warning)) warnings, \(count(.failure)) failed, \(count(.skipped)) skipped."
    }

    /// A finding in lines: its state in a column of its own, and below it what to do.
    static func lines(_ finding: Finding, _ style: OutputStyle) -> [String] {
        let word =
            switch finding.state {
            case .good: style.emphasized("ok  ", .good)
            case .warning: style.emphasized("warn", .caution)
            case .failure: style.emphasized("FAIL", .bad)
            case .skipped: "-   "
            }
        return ["\(word)  \(finding.check.padded(to: 14))  \(style.spelled(finding.summary))"]
            + finding.remedies.map { style.spelled("      → ") + $0 }
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
