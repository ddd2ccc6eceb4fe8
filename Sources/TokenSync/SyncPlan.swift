/// What would be changed in whose settings.
package struct SyncPlan: Sendable {
    package enum State: Equatable, Sendable {
        /// The settings say what they shall.
        case right
        /// We wrote these settings, and they no longer say what they shall.
        case drifted
        /// We never wrote these settings, or there is nothing in them that we could write.
        case notConfigured
        /// The client leaves no trace here, and nobody asked for it by name.
        case notInstalled
        case refused(SettingsError)
    }

    /// One settings file of a client.
    package struct Item: Sendable {
        package let client: ClientName
        /// The settings file, by the path that the client uses.
        package let file: String
        package let state: State
        /// The values that would change, in the order in which they are written.
        package let changes: [SettingChange]
        /// The changes as `diff -u` writes them, without the token and without what it replaces; empty when nothing changes.
        package let diff: String
        package let warnings: [SyncWarning]
        /// What a person must know of the client beside what is written.
        package let remarks: [ClientRemark]
        let target: ClientFile
        /// Whether it is written only as long as the client is one that we configured.
        var isKept = false
    }

    /// One for each file of each client.
    package let items: [Item]

    /// The clients in the plan, in its order.
    package var clients: [ClientName] {
        items.map(\.client).reduce(into: []) { clients, client in if !clients.contains(client) { clients.append(client) } }
    }

    /// The state of a client that may have several files: that of the file that is worst off.
    ///
    /// A file that we never wrote is a drift where another one of the same client is ours already. Nil when the client is not in the plan.
    package func state(of client: ClientName) -> State? {
        let states = items.filter { $0.client == client }.map(\.state)
        if let refused = states.first(where: { if case .refused = $0 { true } else { false } }) { return refused }
        if states.contains(.drifted) || (states.contains(.right) && states.contains(.notConfigured)) { return .drifted }
        return states.first { $0 != .right } ?? states.first
    }
}
