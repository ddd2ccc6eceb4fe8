import NIOConcurrencyHelpers
import ServiceLifecycle
package import Shim
package import TokenSync

/// Keeps the shim's address and token in the settings of every client that was configured, and says what it wrote. Claude Code, where it is
/// installed, is configured at each start.
package final class SettingsSync: Sendable {
    private let synchronizer: TokenSynchronizer
    private let helper: NIOLockedValueBox<HelperStyle?>
    private let program: String
    private let statusOutput: StatusOutput
    private let tokens: LiveTokens
    private let otherModels: ConfiguredModels
    /// Locked while the settings are written: the token watch and the models' watch do so from tasks of their own, and the later one must
    /// write what is newer.
    private let state = NIOLockedValueBox(State())
    private let saidWarnings = NIOLockedValueBox<Set<String>>([])

    private struct State {
        var models = KnownModels(nil)
        /// Claude Code is ours since the start: when it is not configured any more, somebody has taken it back.
        var hasConfiguredClaudeCode = false
    }

    /// - Parameters:
    ///   - helper: Claude Code's way to the token; nil leaves the one that was written earlier.
    ///   - otherModels: those beside Argo's, for clients that have a list.
    ///   - program: absolute path of this program. A newer version may take its place while this one runs: then the system no longer tells.
    ///   - statusOutput: where it is said what was written.
    package init(
        synchronizer: TokenSynchronizer, tokens: LiveTokens, helper: HelperStyle?, otherModels: ConfiguredModels = .none,
        program: String, statusOutput: StatusOutput
    ) {
        self.otherModels = otherModels
        self.synchronizer = synchronizer
        self.tokens = tokens
        self.statusOutput = statusOutput
        self.helper = NIOLockedValueBox(helper)
        self.program = program
    }

    /// Updates every client's settings to the token in use.
    ///
    /// - Parameters:
    ///   - port: the shim's.
    ///   - models: what Argo has, if that is new: a client's own defaults may not exist there.
    ///   - isStart: whether somebody has just started the shim, so that Claude Code is configured though it was taken back earlier.
    package func write(port: Int, models: ModelCatalogue? = nil, isStart: Bool = false) {
        state.withLockedValue { state in
            if let models { state.models = KnownModels(models, others: otherModels) }
            if isStart { state.hasConfiguredClaudeCode = false }
            let access = ClientAccess(
                port: port, token: tokens.current, models: state.models, helper: helper.withLockedValue { $0 }, program: program)
            let keepsClaudeCode = state.hasConfiguredClaudeCode
            if !keepsClaudeCode {
                let outcomes = synchronizer.apply(
                    synchronizer.plan(for: access.access(for: .claudeCode), installedOnesOf: [.claudeCode]))
                outcomes.forEach(report)
                // What could not be written is tried again.
                state.hasConfiguredClaudeCode = !outcomes.contains(where: \.isFailure) && configuredClients.contains(.claudeCode)
            }
            for client in configuredClients where client != .claudeCode || keepsClaudeCode {
                synchronizer.apply(synchronizer.plan(for: access.access(for: client), keeping: client)).forEach(report)
            }
        }
    }

    /// Changes Claude Code's way to the token, for the next time that settings are written.
    package func use(_ helper: HelperStyle?) {
        self.helper.withLockedValue { $0 = helper }
    }

    private var configuredClients: [ClientName] {
        do {
            return try synchronizer.configuredClients()
        } catch {
            warnOnce("Cannot keep the clients' settings up to date. \(error.description)")
            return []
        }
    }

    private func report(_ outcome: SyncOutcome) {
        for warning in outcome.warnings { warnOnce(warning.description) }
        if let words = outcome.wordsForWritten { statusOutput.note(words) }
        if let words = outcome.wordsForFailure { warnOnce(words) }
    }

    /// The settings are looked at several times in a run, and what is wrong with them is said at the first.
    private func warnOnce(_ text: String) {
        if saidWarnings.withLockedValue({ $0.insert(text).inserted }) { statusOutput.warning(text) }
    }
}

/// How Claude Code gets the token: the token itself, or a command that prints the current one.
package enum HelperStyle: String, CaseIterable, Sendable {
    case echo, command
}

/// How the clients of a user reach a shim, and by which rule each of them gets the token.
package struct ClientAccess {
    package let port: Int
    package let token: AccessToken
    package let models: KnownModels
    /// The model that a person asked for; nil leaves the choice to the clients.
    package var chosenModel: String?
    /// Claude Code's way to the token; nil leaves the one that was written earlier, which is `echo` at first.
    package var helper: HelperStyle?
    /// Absolute path of this program.
    package let program: String

    package init(
        port: Int, token: AccessToken, models: KnownModels, chosenModel: String? = nil, helper: HelperStyle? = nil, program: String
    ) {
        self.port = port
        self.token = token
        self.models = models
        self.chosenModel = chosenModel
        self.helper = helper
        self.program = program
    }

    /// What the settings of a client shall say.
    package func access(for client: ClientName) -> ShimAccess {
        // Other tools look for the token in Claude Code's settings. The others run the command, which no rotation makes stale.
        let command = TokenDelivery.command(program: program, arguments: ["token"])
        let isClaudeCode = client == .claudeCode
        return ShimAccess(
            port: port, token: token, delivery: isClaudeCode && helper != .command ? .echo : command,
            alternative: isClaudeCode && helper == nil ? command : nil, models: models.tiers, catalogue: models.names,
            chosenModel: chosenModel)
    }
}

/// Writes the models that Argo has into the clients' settings, whenever Argo tells them.
package struct ModelWatch: Service {
    package let server: ShimServer
    package let settings: SettingsSync

    package init(server: ShimServer, settings: SettingsSync) {
        self.server = server
        self.settings = settings
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            for await models in server.modelUpdates() { settings.write(port: server.port, models: models) }
        }
    }
}

extension SyncOutcome {
    /// More names than these nobody reads.
    private static let namesShown = 8

    /// What was written where, as one line for a person; nil when nothing was.
    package var wordsForWritten: String? {
        guard case .written(let changes) = result else { return nil }
        let names = Self.names(of: changes)
        let rest = names.count - Self.namesShown
        let shown = names.prefix(Self.namesShown).joined(separator: ", ")
        return "\(client.rawValue): wrote \(shown)\(rest > 0 ? " and \(rest) more" : "") in \(file)"
    }

    /// What was not written and why, as a line for a person; nil when nothing went wrong.
    package var wordsForFailure: String? {
        if case .failed(let error) = result { "\(client.rawValue) was not changed. \(error.description)" } else { nil }
    }

    /// The keys, but a list of which several items change is named once: Argo's models are dozens.
    private static func names(of changes: [SettingChange]) -> [String] {
        let places = changes.map { (name: $0.path.joined(separator: "."), item: item(on: $0.path)) }
        let items = Dictionary(grouping: places.compactMap(\.item), by: \.list).mapValues { Set($0.map(\.name)).count }
        let names = places.map { place in
            guard let list = place.item?.list, let count = items[list], count > 1 else { return place.name }
            return list.isEmpty ? "\(count) items" : "\(list) (\(count) items)"
        }
        return names.reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
    }

    /// The list on the way, which is empty for the whole file, and the item in it: `models[name=Argo]`.
    private static func item(on path: [String]) -> (list: String, name: String)? {
        guard let index = path.firstIndex(where: { $0.hasSuffix("]") }), let bracket = path[index].firstIndex(of: "[") else { return nil }
        return ((path[..<index] + [String(path[index][..<bracket])]).joined(separator: "."), path[index])
    }
}
