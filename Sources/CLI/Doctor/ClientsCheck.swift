import SystemSupport
import TokenSync

/// Whether the clients' settings say what they must, and to nobody else.
struct ClientsCheck {
    /// Absolute path of the state folder.
    let state: String

    var findings: [Finding] {
        do {
            let items = try ClientSettings(isWriting: false).plans(named: nil).flatMap(\.items)
            return items.compactMap(finding) + items.flatMap(leftovers)
                + SettingsSecrecyCheck(state: state, files: items.map(\.file)).findings
        } catch {
            // The check of the token says what is wrong with it.
            return [.skipped("clients", "The clients' settings are not looked at without a token.")]
        }
    }

    private func finding(_ item: SyncPlan.Item) -> Finding? {
        let name = item.client.rawValue
        let client = item.client
        switch item.state {
        case .right:
            return .good("clients", "\(name): \(item.file)")
        case .drifted:
            return Finding(
                check: "clients", state: .warning, summary: "\(name): \(item.file) does not say what it must.",
                remedies: ["argo-shim configure \(name)"], repair: { try Self.repair(client) })
        case .refused(let error):
            return .failure("clients", "\(name): \(error.description)")
        case .notConfigured:
            return .skipped("clients", "\(name) is installed, and does not use the shim.", "argo-shim configure \(name)")
        case .notInstalled:
            return nil
        }
    }

    private func leftovers(_ item: SyncPlan.Item) -> [Finding] {
        UnfinishedWrite.paths(beside: item.file).map { path in
            .warning(
                "clients", "\(path) was left behind when a write was cut off. It can hold an edit that \(item.file) lacks.",
                "Compare them: diff '\(path)' '\(item.file)'", "Remove it: rm '\(path)'")
        }
    }

    private static func repair(_ client: ClientName) throws {
        let settings = try ClientSettings(isWriting: true)
        for outcome in settings.plans(named: [client]).flatMap(settings.synchronizer.apply) {
            if case .failed(let error) = outcome.result { throw error }
        }
    }
}
