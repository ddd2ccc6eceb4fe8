import ArgumentParser
import Daemon
import FoundationSubset
import Shim
import SystemSupport
import TokenSync
import Tunnel

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the status of the shim, tunnel, logins and clients.",
        discussion: """
            Exits with 0 if the shim is up, with 3 if it is running but cannot reach Argo, with 4 if you must act (a login is needed, or \
            logins are paused or locked), and with 5 if no shim is running.
            """)

    /// Between two looks of --watch.
    private static let interval = Duration.seconds(2)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .long, help: "Print one line of JSON; \"schema\" is its version.")
    var json = false

    @Flag(name: .long, help: "Print the status again each time it changes, until Ctrl-C.")
    var watch = false

    func run() async throws {
        var (report, text) = try look()
        Console.line(text)
        while watch, !CurrentProcess.hasLostReader {
            // Nobody cancels this task.
            try? await Task.sleep(for: Self.interval)
            let earlier = text
            (report, text) = try look()
            if text != earlier { Console.line((Console.outputStyle.rewritesLines ? "\u{1B}[H\u{1B}[J" : "") + text) }
        }
        if report.state == .needsLogin {
            let mayLogIn = report.logins.allowed
            Console.note(
                mayLogIn ? "Log in: argo-shim login" : "Find out why the logins failed, then allow them again: argo-shim reset")
        }
        CurrentProcess.exit(report.exitCode)
    }

    private func look() throws -> (StatusReport, String) {
        let folders = UserFolders.ofThisProcess
        let ledger = AttemptLedger(folder: folders.state, host: CurrentProcess.hostName)
        let now = ClockReading.unixTime
        let summary = ledger.summary(now: now)
        let (shim, problem) = try ask()
        let report = StatusReport(shim: shim, problem: problem, ledger: summary, host: CurrentProcess.hostName, clients: clients(of: shim))
        let lines = StatusText(report, ledger: summary.lines(host: ledger.host), now: now).lines
        return (report, json ? report.json : lines.joined(separator: "\n"))
    }

    /// What the shim says; or why one that runs says nothing.
    private func ask() throws -> (ShimStatus?, problem: String?) {
        guard let running = try instance.running() else { return (nil, nil) }
        do throws(ControlFault) {
            if case .status(let status) = try ControlClient(running).ask(.status) { return (status, nil) }
            return (nil, "The shim on port \(running.port) is shutting down.")
        } catch {
            // One that has ended meanwhile does not run.
            return FileLock.isHeld(running.lock) ? (nil, Advice(error, running).summary) : (nil, nil)
        }
    }

    /// Those that are installed; without a shim or a token there is nothing that their settings could be compared with.
    private func clients(of shim: ShimStatus?) -> [StatusReport.Client] {
        guard let shim, let settings = try? ClientSettings(port: shim.port, isWriting: false) else { return [] }
        return ClientList(settings.plans(named: nil).flatMap(\.items)).clients
    }
}

/// The status of the shim, the connection to Argo, logins and clients. Times are seconds since 1970.
struct StatusReport: Encodable, Equatable {
    enum State: String, Encodable {
        /// Requests reach Argo, as far as the shim knows.
        case up
        /// A shim runs, and requests do not reach Argo, or may not.
        case degraded
        /// Nothing goes on before a person logs in, or allows logins.
        case needsLogin = "needs login"
        /// No shim runs.
        case down
    }

    struct Logins: Encodable, Equatable {
        let allowed: Bool
        let pausedUntil: Int?
        let lockedReason: String?
        let failuresInARow: Int
        let lastSuccess: Int?
        let lastFailure: Int?
    }

    struct Client: Encodable, Equatable {
        let client: String
        let file: String
        /// `right`, `drifted`, `not configured` or `refused`.
        let state: String
        let reason: String?
    }

    /// Raised when a member changes its meaning or goes; new ones may come at any time.
    let schema = 1
    let state: State
    let host: String
    /// Nil where none runs, or where it does not answer.
    let shim: ShimStatus?
    /// Why nothing is known of a shim that runs.
    let problem: String?
    let logins: Logins
    /// Those that are installed.
    let clients: [Client]

    /// - Parameters:
    ///   - shim: what the shim says; nil where none runs.
    ///   - problem: why one that runs says nothing.
    init(shim: ShimStatus?, problem: String?, ledger: LedgerSummary, host: String, clients: [Client]) {
        self.shim = shim
        self.problem = problem
        self.host = host
        self.clients = clients
        logins = Logins(
            allowed: ledger.allowsLogins, pausedUntil: ledger.pausedUntil,
            lockedReason: ledger.lockedReason, failuresInARow: ledger.failuresInARow, lastSuccess: ledger.lastSuccess,
            lastFailure: ledger.lastFailure)
        state = Self.state(shim, hasProblem: problem != nil, areLoginsAllowed: logins.allowed)
    }

    private static func state(_ shim: ShimStatus?, hasProblem: Bool, areLoginsAllowed: Bool) -> State {
        guard let shim else { return hasProblem ? .degraded : areLoginsAllowed ? .down : .needsLogin }
        switch shim.tunnel?.state {
        case .known(.needsLogin), .known(.waitingForPerson): return .needsLogin
        case nil, .known(.up): return shim.isAnnounced && shim.models.failure == nil ? .up : .degraded
        case .known(.connecting), .known(.waiting), .known(.stopped), .unknown: return .degraded
        }
    }

    var exitCode: ProgramExit {
        switch state {
        case .up: .success
        case .degraded: .degraded
        case .needsLogin: .needsLogin
        case .down: .notRunning
        }
    }
}

extension Encodable {
    /// One line of JSON, of a report.
    var json: String {
        // Strings, numbers and lists of them can always be written.
        (try? ControlProtocol.encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

/// A status in lines for a terminal.
struct StatusText {
    let lines: [String]

    /// - Parameters:
    ///   - ledger: the lines about logins.
    ///   - now: seconds since 1970.
    init(_ report: StatusReport, ledger: [String], now: Int, dateAndTime: (Int) -> String = LocalTime.dateAndTime) {
        guard let shim = report.shim else {
            let clients = Self.clients(report.clients)
            lines = [report.problem ?? "No shim is running on \(report.host). Start one: argo-shim start"] + clients + ledger
            return
        }
        let place = shim.runsInBackground ? "in the background" : "in a terminal"
        var lines = [
            "argo-shim \(shim.version) is running \(place) on port \(shim.port) (process \(shim.process)), "
                + "since \(dateAndTime(shim.startedAt)).",
            "Argo: \(shim.upstream), \(shim.way).",
        ]
        if let tunnel = shim.tunnel { lines += Self.route(tunnel, named: "Tunnel", dateAndTime) }
        if let relay = shim.relay { lines += Self.route(relay.route, named: "Relay on \(relay.host)", dateAndTime) }
        if let failure = shim.models.failure { lines.append("Cannot read Argo's list of models: \(failure)") }
        lines += (shim.providers ?? []).filter(Self.isUsed).flatMap { Self.provider($0, dateAndTime) }
        lines += [
            "Requests: \(shim.openRequests) open, \(shim.requests) since the start, \(shim.errors) failed.",
            "In the last hour: \(shim.lastHour.requests) requests, \(shim.lastHour.errors) failed.",
        ]
        if let made = shim.tokenMadeAt { lines.append("Token: created \(dateAndTime(made)), \(Self.age(now - made)) ago.") }
        // What the ledger has to say matters only where SSH is in use.
        self.lines = lines + Self.clients(report.clients) + (shim.tunnel == nil ? [] : ledger)
    }

    private static func route(_ route: TunnelRouteStatus, named name: String, _ dateAndTime: (Int) -> String) -> [String] {
        let hop = route.hop.map { " (\($0))" } ?? ""
        let again = route.reconnections == 0 ? "" : ", reconnected \(route.reconnections) times"
        let line = "\(name): \(route.state)\(hop) since \(dateAndTime(route.since))\(again); open streams: \(route.openStreams)."
        let keeper = route.keeper.map { ["  Process \($0), the shim before the restart, keeps it open."] } ?? []
        return [line] + keeper + (route.reason.map { ["  \($0)"] } ?? [])
    }

    /// What is there without a line of the configuration says nothing to those who have never logged in to it.
    private static func isUsed(_ provider: ProviderStatus) -> Bool {
        provider.key != .known(.missing) || !Provider.builtInNames.contains(provider.name)
    }

    private static func provider(_ provider: ProviderStatus, _ dateAndTime: (Int) -> String) -> [String] {
        let way = provider.proxy.map { ", through \($0)" } ?? ""
        let places = provider.keyPlaces.joined(separator: ", ")
        let key = "key: \(provider.key)" + (places.isEmpty ? "" : " (\(places))")
        let waiting = provider.waiting == 0 ? "" : "; waiting requests: \(provider.waiting)"
        let time = provider.failedAt.map { "\(dateAndTime($0)): " } ?? ""
        return ["\(provider.name): \(provider.address), \(provider.dialect)\(way); \(key)\(waiting)."]
            + (provider.failure.map { ["  \(time)\($0)"] } ?? [])
    }

    private static func clients(_ clients: [StatusReport.Client]) -> [String] {
        clients.map { client in
            let remedy = client.state == "right" ? "" : "; update them: argo-shim configure \(client.client)"
            return "Settings of \(client.client): \(client.state)\(remedy)" + (client.reason.map { "\n  \($0)" } ?? "")
        }
    }

    private static func age(_ seconds: Int) -> String {
        switch seconds {
        // Not to the second, or `--watch` would print it all again every two.
        case ..<60: "less than a minute"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
