import NIOConcurrencyHelpers
import Shim
import TokenSync

/// Writes the shim's address and token into the clients' settings, and says what it wrote.
final class SettingsSync: Sendable {
    private let synchronizer: TokenSynchronizer
    private let delivery: TokenDelivery
    private let tokens: LiveTokens
    /// The lock also keeps two writers apart, so that the later one writes what is newer.
    private let tiers = NIOLockedValueBox(ModelTiers())
    private let clients: [ClientName]
    private let announcer: Announcer
    private let saidWarnings = NIOLockedValueBox<Set<String>>([])

    /// - Parameters:
    ///   - clients: those to write for, where they are installed.
    ///   - announcer: where it is said what was written.
    init(
        synchronizer: TokenSynchronizer, delivery: TokenDelivery, tokens: LiveTokens, clients: [ClientName] = [.claudeCode],
        announcer: Announcer
    ) {
        self.synchronizer = synchronizer
        self.tokens = tokens
        self.announcer = announcer
        self.delivery = delivery
        self.clients = clients
    }

    /// Brings every client's settings in step with the token in use.
    ///
    /// - Parameters:
    ///   - port: the shim's.
    ///   - models: what Argo has, if that is new.
    func write(port: Int, models: ModelCatalogue? = nil) {
        let outcomes = tiers.withLockedValue { tiers in
            if let models { tiers = Self.tiers(of: models) }
            let access = ShimAccess(port: port, token: tokens.current, delivery: delivery, models: tiers)
            return synchronizer.apply(synchronizer.plan(for: access, installedOnesOf: clients))
        }
        for outcome in outcomes { report(outcome) }
    }

    /// The newest Claude model of each tier: Claude Code's own defaults may not exist at Argo.
    private static func tiers(of models: ModelCatalogue) -> ModelTiers {
        ModelTiers(
            opus: models.newest(ofFamily: "opus"), sonnet: models.newest(ofFamily: "sonnet"), haiku: models.newest(ofFamily: "haiku"))
    }

    private func report(_ outcome: SyncOutcome) {
        for warning in outcome.warnings { warnOnce(warning.description) }
        switch outcome.result {
        case .written(let changes):
            let keys = changes.map { $0.path.joined(separator: ".") }.joined(separator: ", ")
            announcer.note("\(outcome.client.rawValue): wrote \(keys) in \(outcome.file)")
        case .failed(let error):
            warnOnce("\(outcome.client.rawValue) is left as it is. \(error.description)")
        case .unchanged, .notInstalled:
            break
        }
    }

    /// The settings are looked at several times in a run, and what is wrong with them is said at the first.
    private func warnOnce(_ text: String) {
        if saidWarnings.withLockedValue({ $0.insert(text).inserted }) { announcer.warning(text) }
    }
}
