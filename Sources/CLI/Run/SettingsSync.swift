import NIOConcurrencyHelpers
import Shim
import TokenSync

/// Keeps the shim's address and token in the settings of Claude Code, where it is installed, and of every client that was configured, and
/// says what it wrote.
final class SettingsSync: Sendable {
    private let synchronizer: TokenSynchronizer
    private let helper: AccessOptions.HelperStyle?
    private let program: String
    private let announcer: Announcer
    private let tokens: LiveTokens
    /// Locked while the settings are written: the token watch and the models' watch do so from tasks of their own, and the later one must
    /// write what is newer.
    private let models = NIOLockedValueBox(KnownModels(nil))
    private let saidWarnings = NIOLockedValueBox<Set<String>>([])

    /// - Parameters:
    ///   - helper: Claude Code's way to the token; nil leaves the one that was written earlier.
    ///   - program: absolute path of this program. A newer version may take its place while this one runs: then the system no longer tells.
    ///   - announcer: where it is said what was written.
    init(
        synchronizer: TokenSynchronizer, tokens: LiveTokens, helper: AccessOptions.HelperStyle?, program: String, announcer: Announcer
    ) {
        self.synchronizer = synchronizer
        self.tokens = tokens
        self.announcer = announcer
        self.helper = helper
        self.program = program
    }

    /// Brings every client's settings in step with the token in use.
    ///
    /// - Parameters:
    ///   - port: the shim's.
    ///   - models: what Argo has, if that is new: a client's own defaults may not exist there.
    func write(port: Int, models new: ModelCatalogue? = nil) {
        models.withLockedValue { models in
            if let new { models = KnownModels(new) }
            let access = ClientAccess(port: port, token: tokens.current, models: models, helper: helper, program: program)
            for plan in plans(for: access) { synchronizer.apply(plan).forEach(report) }
        }
    }

    private func plans(for access: ClientAccess) -> [SyncPlan] {
        let claudeCode = synchronizer.plan(for: access.access(for: .claudeCode), installedOnesOf: [.claudeCode])
        let others = configuredClients.filter { $0 != .claudeCode }.map { client in
            (client, synchronizer.plan(for: access.access(for: client), named: [client]))
        }
        // Settings that somebody put back by hand are no longer ours to write.
        return [claudeCode] + others.filter { client, plan in plan.state(of: client) != .notConfigured }.map(\.1)
    }

    private var configuredClients: [ClientName] {
        do {
            return try synchronizer.configuredClients()
        } catch {
            warnOnce("Only Claude Code's settings are kept in step. \(error.description)")
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
