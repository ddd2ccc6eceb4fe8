import ArgumentParser
import Shim
import SystemSupport
import TokenSync

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what keeps argo-shim or a client from working, and say what to do about it.",
        discussion: """
            Give it the options that you give to argo-shim, so that it looks at the same way to Argo. It logs in nowhere, spends nothing \
            and changes no settings unless you say so. Exit code 0: all is well; 3: something to look at; 1: something is wrong.
            """)

    @Flag(name: .long, help: "Print the findings as JSON.")
    var json = false

    @Flag(name: .long, help: "Mend what can be mended without a person: permissions of secrets, settings that have drifted.")
    var fix = false

    @Flag(name: .long, help: "Log in by SSH and go all the way to Argo. It costs one attempt, which counts if it fails.")
    var login = false

    @Flag(name: .long, help: "Ask a small model one question, which costs a few tokens, and the other services for their models.")
    var spend = false

    @OptionGroup var options: RunOptions

    func run() async throws {
        let folders = UserFolders.ofThisProcess
        let user = UserName.ofThisProcess
        let plan = try RunPlan(options, user: user, modelCachePath: nil)
        var findings: [Finding] = []
        func add(_ found: [Finding]) throws {
            let found = fix ? try found.map(mended) : found
            findings += found
            // As they come: a name that does not resolve takes its time.
            Console.endProgress()
            guard !json else { return }
            let style = Console.outputStyle
            let shown = options.loudness.isQuiet ? found.filter { [.warning, .failure].contains($0.state) } : found
            for line in shown.flatMap({ FindingReport.lines($0, style) }) { Console.line(line) }
        }
        /// Some looks wait for others.
        func say(_ text: String) { if !options.loudness.isQuiet { Console.progress(text) } }
        say("Looking at this machine …")
        try add(ProgramCheck().findings)
        try add(SecretsCheck(state: folders.state).findings)
        try add(MachineCheck(state: folders.state, now: ClockReading.unixTime).findings)
        try add(VariablesCheck(folders: folders).findings)
        try add(ClaudeScopesCheck(folders: folders, workingFolder: CurrentProcess.workingFolder).findings)
        try add(ClientsCheck(state: folders.state).findings)
        try await add(LocalShimCheck(port: plan.shim.port).findings())
        try add(OtherShimsCheck(instances: .ofThisProcess).findings)
        switch plan.way {
        case .dial, .openSSH, .relay:
            say("Waiting for Argo …")
            try await add(WayCheck(plan, login: true, spend: spend, options: options).findings())
        case .tunnel(let tunnel):
            say("Looking at the way over SSH …")
            try await add(SSHCheck(tunnel, folders: folders, user: user).findings())
            if login { say("Waiting for a login, and for Argo …") }
            try await add(WayCheck(plan, login: login, spend: spend, options: options).findings())
        }
        say("Looking at the services beside Argo …")
        let services = try ConfigLayers(of: CurrentProcess.argumentsBehindVerb, folders: folders).file?.services ?? ServiceConfig()
        try await add(
            ProvidersCheck(
                services, folders: folders, leavesALCFOut: options.requests.leavesALCFOut, spend: spend, unixTime: ClockReading.unixTime
            ).findings())
        let report = FindingReport(findings: findings)
        if json { Console.line(report.json) } else if !options.loudness.isQuiet { Console.line("\n" + report.summary) }
        CurrentProcess.exit(report.exit)
    }

    private func mended(_ finding: Finding) throws -> Finding {
        guard let repair = finding.repair else { return finding }
        do {
            try repair()
            return .good(finding.check, "Mended: \(finding.summary)")
        } catch {
            let reason = Advice(error)?.summary ?? "\(error)"
            return Finding(
                check: finding.check, state: finding.state, summary: "\(finding.summary) It cannot be mended: \(reason)",
                remedies: finding.remedies)
        }
    }
}
