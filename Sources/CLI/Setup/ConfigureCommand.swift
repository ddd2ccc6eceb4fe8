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
    var clients: [ClientName] = []

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

    @Option(.apiKeyHelper, help: "What Claude Code runs to get the token: echo or command (default: unchanged).", valueName: "style")
    var apiKeyHelper: HelperStyle?

    @Option(name: .long, help: "Port of the shim (default: that of the running shim, else derived from the user name).")
    var port: Int?

    func validate() throws {
        if [list, dryRun, undo].count(where: { $0 }) > 1 { throw ValidationError("--list, --dry-run and --undo cannot be used together.") }
        if json && !list { throw ValidationError("--json needs --list.") }
        if undo, model != nil || port != nil || apiKeyHelper != nil {
            throw ValidationError("--undo cannot be used with --model, --port or --api-key-helper.")
        }
        try checkPort(port)
    }

    func run() throws {
        let named = clients.isEmpty ? nil : clients
        if undo { return try TokenSynchronizer.ofThisProcess.restore(named: named) }
        let settings = try ClientSettings(port: port, model: model, helper: apiKeyHelper, isWriting: !list && !dryRun)
        let plans = settings.plans(named: named)
        if list {
            let list = ClientList(plans.flatMap(\.items) + (named == nil ? settings.absent : []))
            Console.line(json ? list.json : list.table)
        } else if dryRun {
            try show(plans.flatMap(\.items))
        } else {
            try write(plans, with: settings)
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

    private func write(_ plans: [SyncPlan], with settings: ClientSettings) throws {
        guard settings.write(plans) else { CurrentProcess.exit(.failure) }
        guard plans.contains(where: { !$0.items.isEmpty }) else {
            throw Advice(
                "No supported client is installed.",
                hints: [
                    "Configure one anyway: argo-shim configure claude-code", "List all clients: argo-shim configure --list",
                ])
        }
    }
}

extension ClientName: ExpressibleByArgument {}

/// The clients, their files and what state these are in.
struct ClientList {
    let clients: [StatusReport.Client]

    init(_ items: [SyncPlan.Item]) {
        // In the order in which clients are always named.
        clients = ClientName.allCases.flatMap { name in
            items.filter { $0.client == name }.map { item in
                let reason = if case .refused(let error) = item.state { error.description } else { String?.none }
                return .init(client: name.rawValue, file: item.file, state: item.state.word, reason: reason)
            }
        }
    }

    /// Columns for people; where a file is refused, the reason is on a line of its own.
    var table: String {
        let lines = TextTable(clients.map { [$0.client, $0.state, $0.file] }).lines
        return zip(lines, clients).map { line, client in line + (client.reason.map { "\n  \($0)" } ?? "") }.joined(separator: "\n")
    }

    var json: String {
        let values = clients.map { client -> JSONValue in
            let facts = [("client", client.client), ("file", client.file), ("state", client.state), ("reason", client.reason)]
            return .object(facts.compactMap { name, text in text.map { .init(name, .string($0)) } })
        }
        return String(decoding: JSONValue.array(values).serialized, as: UTF8.self)
    }
}

extension SyncPlan.State {
    /// For people and for programs, without the reason of a refusal, which may quote the file.
    var word: String {
        switch self {
        case .right: "right"
        case .drifted: "drifted"
        case .notConfigured: "not configured"
        case .notInstalled: "not installed"
        case .refused: "refused"
        }
    }
}
