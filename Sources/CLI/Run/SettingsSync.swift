import NIOConcurrencyHelpers
import Shim
import TokenSync

/// Keeps the shim's address and token in the settings of every client that was configured, and says what it wrote. Claude Code, where it is
/// installed, is configured at each start.
final class SettingsSync: Sendable {
    private let synchronizer: TokenSynchronizer
    private let helper: NIOLockedValueBox<AccessOptions.HelperStyle?>
    private let program: String
    private let announcer: Announcer
    private let tokens: LiveTokens
    private let otherModels: OtherModels
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
    ///   - announcer: where it is said what was written.
    init(
        synchronizer: TokenSynchronizer, tokens: LiveTokens, helper: AccessOptions.HelperStyle?, otherModels: OtherModels = .none,
        program: String, announcer: Announcer
    ) {
        self.otherModels = otherModels
        self.synchronizer = synchronizer
        self.tokens = tokens
        self.announcer = announcer
        self.helper = NIOLockedValueBox(helper)
        self.program = program
    }

    /// Brings every client's settings in step with the token in use.
    ///
    /// - Parameters:
    ///   - port: the shim's.
    ///   - models: what Argo has, if that is new: a client's own defaults may not exist there.
    ///   - isStart: whether somebody has just started the shim, so that Claude Code is configured though it was taken back earlier.
    func write(port: Int, models: ModelCatalogue? = nil, isStart: Bool = false) {
        state.withLockedValue { state in
            if let models { state.models = KnownModels(models, others: otherModels) }
            if isStart { state.hasConfiguredClaudeCode = false }
            let access = ClientAccess(
                port: port, token: tokens.current, models: state.models, helper: helper.withLockedValue { $0 }, program: program)
            if !state.hasConfiguredClaudeCode {
                let outcomes = synchronizer.apply(
                    synchronizer.plan(for: access.access(for: .claudeCode), installedOnesOf: [.claudeCode]))
                outcomes.forEach(report)
                // What could not be written is tried again.
                state.hasConfiguredClaudeCode = !outcomes.contains(where: \.isFailure) && configuredClients.contains(.claudeCode)
            } else {
                keep([.claudeCode], access)
            }
            keep(ClientName.allCases.filter { $0 != .claudeCode }, access)
        }
    }

    /// Changes Claude Code's way to the token, for the next time that settings are written.
    func use(_ helper: AccessOptions.HelperStyle?) {
        self.helper.withLockedValue { $0 = helper }
    }

    /// Brings those that are configured in step.
    private func keep(_ clients: [ClientName], _ access: ClientAccess) {
        for client in configuredClients where clients.contains(client) {
            synchronizer.apply(synchronizer.plan(for: access.access(for: client), keeping: client)).forEach(report)
        }
    }

    private var configuredClients: [ClientName] {
        do {
            return try synchronizer.configuredClients()
        } catch {
            warnOnce("The settings that were configured are not kept in step. \(error.description)")
            return []
        }
    }

    private func report(_ outcome: SyncOutcome) {
        for warning in outcome.warnings { warnOnce(warning.description) }
        if let words = outcome.wordsForWritten { announcer.note(words) }
        if case .failed(let error) = outcome.result { warnOnce("\(outcome.client.rawValue) is left as it is. \(error.description)") }
    }

    /// The settings are looked at several times in a run, and what is wrong with them is said at the first.
    private func warnOnce(_ text: String) {
        if saidWarnings.withLockedValue({ $0.insert(text).inserted }) { announcer.warning(text) }
    }
}
