import NIOConcurrencyHelpers
import Shim
import TokenSync

/// Writes the shim's address and token into the clients' settings, and says what it wrote.
final class SettingsSync: Sendable {
    private let synchronizer: TokenSynchronizer
    private let delivery: TokenDelivery
    private let tiers = NIOLockedValueBox(ModelTiers())
    private let clients: [ClientName]
    private let announcer: Announcer
    private let saidWarnings = NIOLockedValueBox<Set<String>>([])

    /// - Parameters:
    ///   - clients: those to write for, where they are installed.
    ///   - announcer: where it is said what was written.
    init(synchronizer: TokenSynchronizer, delivery: TokenDelivery, clients: [ClientName] = [.claudeCode], announcer: Announcer) {
        self.synchronizer = synchronizer
        self.announcer = announcer
        self.delivery = delivery
        self.clients = clients
    }

    /// Takes over the newest Claude model of each tier: Claude Code's own defaults may not exist at Argo.
    func update(_ models: ModelCatalogue) {
        let newest = ModelTiers(
            opus: models.newest(ofFamily: "opus"), sonnet: models.newest(ofFamily: "sonnet"), haiku: models.newest(ofFamily: "haiku"))
        tiers.withLockedValue { $0 = newest }
    }

    /// Brings every client's settings in step.
    func write(port: Int, token: AccessToken) {
        let access = ShimAccess(port: port, token: token, delivery: delivery, models: tiers.withLockedValue { $0 })
        for outcome in synchronizer.apply(synchronizer.plan(for: access, installedOnesOf: clients)) { report(outcome) }
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
