import ArgumentParser
import Daemon
import LosslessJSON
import SystemSupport
import TokenSync

struct ConfigureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "configure", abstract: "Write the shim's address and token into the clients' settings, or restore them.",
        discussion: """
            Changes only the keys that it needs: comments, order and everything else stay, and --undo restores the earlier values. Without \
            names, configures every client that is installed.
            """)

    @Argument(help: "Clients to configure: \(ClientName.allCases.map(\.rawValue).joined(separator: ", ")).")
    var clients: [ClientArgument] = []

    @Flag(name: .long, help: "List the clients with their files and states; write nothing.")
    var list = false

    @Flag(name: .long, help: "With --list: print JSON.")
    var json = false

    @Flag(name: .customLong("dry-run"), help: "Show the changes as a diff; write nothing.")
    var dryRun = false

    @Flag(name: .long, help: "Restore the earlier settings.")
    var undo = false

    @Option(name: .long, help: "Model for the clients to use (default: unchanged).")
    var model: String?

    @Option(
        name: .customLong("api-key-helper"),
        help: ArgumentHelp(
            "What Claude Code runs to get the token: echo or command (default: unchanged).", valueName: "style"))
    var apiKeyHelper: HelperStyle?

    @Option(name: .long, help: "Port of the shim (default: that of the running shim, else derived from the user name).")
    var port: Int?

    func validate() throws {
        if [list, dryRun, undo].count(where: { $0 }) > 1 { throw ValidationError("--list, --dry-run and --undo cannot be used together.") }
        if json && !list { throw ValidationError("--json needs --list.") }
        if undo, model != nil || port != nil || apiKeyHelper != nil {
            throw ValidationError("--undo cannot be used with --model, --port or --api-key-helper.")
        }
        if let port, !(1...65_535).contains(port) { throw ValidationError("--port \(port) is not a valid port (1 to 65535).") }
    }

    func run() throws {
        let named = clients.isEmpty ? nil : clients.map(\.name)
        if undo { return try TokenSynchronizer.ofThisProcess.restore(named: named) }
        let settings = try ClientSettings(port: port, model: model, helper: apiKeyHelper, isWriting: !list && !dryRun)
        let plans = settings.plans(named: named)
        if list {
            let list = ClientList(plans.flatMap(\.items) + (named == nil ? settings.absent : []))
            Console.line(json ? list.json : list.table)
        } else if dryRun {
            try show(plans.flatMap(\.items))
        } else {
            try write(plans, with: settings.synchronizer)
            if settings.models.isEmpty {
                Console.note("Argo's models are not known until a shim has run. Run this again then: some clients need the list.")
            }
        }
    }

    private func show(_ items: [SyncPlan.Item]) throws {
        var refusals = 0
        for item in items {
            if case .refused(let error) = item.state {
                Console.warning("\(item.client.rawValue) would not be changed. \(error.description)")
                refusals += 1
            } else if case let diff = item.diff, !diff.isEmpty {
                // Bytes, because a line's end of Windows is one character.
                let isWhole = diff.utf8.last == UInt8(ascii: "\n")
                Console.line(isWhole ? String(decoding: diff.utf8.dropLast(), as: UTF8.self) : diff)
            }
        }
        if refusals > 0 { CurrentProcess.exit(.failure) }
    }

    private func write(_ plans: [SyncPlan], with synchronizer: TokenSynchronizer) throws {
        var failures = 0
        for plan in plans {
            for (item, outcome) in zip(plan.items, synchronizer.apply(plan)) {
                for warning in outcome.warnings { Console.warning(warning.description) }
                let name = outcome.client.rawValue
                switch outcome.result {
                case .written:
                    if let words = outcome.wordsForWritten { Console.note(words) }
                    for remark in item.remarks { Console.note("  \(remark.description)") }
                case .unchanged:
                    Console.note("\(name): nothing to change in \(outcome.file)")
                case .failed(let error):
                    Console.warning("\(name) was not changed. \(error.description)")
                    failures += 1
                case .notInstalled:
                    break
                }
            }
        }
        if failures > 0 { CurrentProcess.exit(.failure) }
        guard plans.contains(where: { !$0.items.isEmpty }) else {
            throw Advice(
                "No supported client is installed.",
                hints: [
                    "Configure one anyway: argo-shim configure claude-code", "List all clients: argo-shim configure --list",
                ])
        }
    }
}

/// A client as it is named on the command line.
struct ClientArgument: ExpressibleByArgument {
    static let allValueStrings = ClientName.allCases.map(\.rawValue)
    static let defaultCompletionKind = CompletionKind.list(allValueStrings)

    let name: ClientName

    init?(argument: String) {
        guard let name = ClientName(rawValue: argument) else { return nil }
        self.name = name
    }
}

/// The clients, their files and what state these are in.
struct ClientList {
    private struct Row {
        let client: String
        let file: String
        let state: String
        let reason: String?
    }

    private let rows: [Row]

    init(_ items: [SyncPlan.Item]) {
        // In the order in which clients are always named.
        rows = ClientName.allCases.flatMap { name in
            items.filter { $0.client == name }.map { item in
                let (state, reason) = Self.words(for: item.state)
                return Row(client: name.rawValue, file: item.file, state: state, reason: reason)
            }
        }
    }

    /// Columns for people; where a file is refused, the reason is on a line of its own.
    var table: String {
        let width = { (column: (Row) -> String) in rows.map { column($0).count }.max() ?? 0 }
        let (clientWidth, stateWidth) = (width(\.client), width(\.state))
        let padded = { (text: String, width: Int) in text + String(repeating: " ", count: max(0, width - text.count)) }
        return rows.map { row in
            "\(padded(row.client, clientWidth))  \(padded(row.state, stateWidth))  \(row.file)" + (row.reason.map { "\n  \($0)" } ?? "")
        }.joined(separator: "\n")
    }

    /// The same for `status`.
    var clients: [StatusReport.Client] {
        rows.map { StatusReport.Client(client: $0.client, file: $0.file, state: $0.state, reason: $0.reason) }
    }

    var json: String {
        let values = rows.map { row -> JSONValue in
            var members: [JSONValue.Member] = [
                .init("client", .string(row.client)), .init("file", .string(row.file)), .init("state", .string(row.state)),
            ]
            if let reason = row.reason { members.append(.init("reason", .string(reason))) }
            return .object(members)
        }
        return String(decoding: JSONValue.array(values).serialized, as: UTF8.self)
    }

    private static func words(for state: SyncPlan.State) -> (String, reason: String?) {
        switch state {
        case .right: ("right", nil)
        case .drifted: ("drifted", nil)
        case .notConfigured: ("not configured", nil)
        case .notInstalled: ("not installed", nil)
        case .refused(let error): ("refused", error.description)
        }
    }
}
