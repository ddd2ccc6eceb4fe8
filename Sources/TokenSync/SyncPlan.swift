import LosslessJSON

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
        let maskedDiff: MaskedDiff?
        package let warnings: [SyncWarning]
        /// What a person must know of the client beside what is written.
        package let remarks: [ClientRemark]
        let target: ClientFile
        /// Whether it is written only as long as the client is one that we configured.
        let isKept: Bool

        /// The changes as `diff -u` writes them, without the token and without what it replaces; empty when nothing changes. It is
        /// made anew each time.
        package var diff: String { maskedDiff?.text ?? "" }
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

/// What became of one client's settings.
package struct SyncOutcome: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        /// Nothing had to be written; no byte changed.
        case unchanged
        case written([SettingChange])
        /// The client is not installed, and nobody asked for it by name.
        case notInstalled
        case failed(SettingsError)
    }

    package let client: ClientName
    /// The settings file, by the path that the client uses.
    package let file: String
    package let result: Result
    package let warnings: [SyncWarning]

    /// Whether the file was left as it is though it should be written.
    package var isFailure: Bool {
        if case .failed = result { true } else { false }
    }
}

/// What became of one settings file when our changes were taken back.
package struct RevertOutcome: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        /// Nobody edited the file since: it has its earlier bytes again.
        case earlierBytes
        /// Nobody edited the file since, and there was none before us: it is gone.
        case removed
        /// Somebody edited the file since: `restored` keys have their earlier values, `left` ones were given other values and keep them.
        case earlierValues(restored: [[String]], left: [[String]])
        /// The file is gone; there is nothing to take back.
        case missing
        case failed(SettingsError)
    }

    /// Nil when the record of the earlier values cannot be read.
    package let client: ClientName?
    /// The settings file by the path that the client uses, or the damaged record.
    package let file: String
    package let result: Result
}

/// One value of a settings file that a plan would change, as a person may see it.
package struct SettingChange: Equatable, Sendable {
    /// Keys from the root of the file; an item of a list is written behind the list, as in `models[name=Argo]`.
    package let path: [String]
    /// The value that is there, as JSON; nil when there is none. A secret one is left out.
    package let before: String?
    /// The value that is going to be there; nil when there is going to be none. A secret one is left out.
    package let after: String?

    init(path: [PathStep], before: JSONValue?, after: JSONValue?, isSecret: Bool) {
        let hidden = "(not shown)"
        self.path = path.names
        self.before = before.map { isSecret ? hidden : String(decoding: $0.serialized, as: UTF8.self) }
        self.after = after.map { isSecret ? hidden : String(decoding: $0.serialized, as: UTF8.self) }
    }
}

extension SettingChange: CustomStringConvertible {
    /// `key: old → new`.
    package var description: String {
        "\(path.joined(separator: ".")): \(before.map { "\($0) → " } ?? "")\(after ?? "(removed)")"
    }
}

/// Something about a settings file that a person should hear of, though it is written all the same.
package enum SyncWarning: Equatable, Sendable {
    /// The file holds the access token, and its mode lets others read it. The mode is the user's and stays.
    case tokenReadableByOthers(file: String, mode: UInt32)
}

extension SyncWarning: CustomStringConvertible {
    /// One sentence for a person, with the command that helps.
    package var description: String {
        switch self {
        case .tokenReadableByOthers(let file, let mode):
            "Other users can read \(file) (mode 0\(String(mode, radix: 8))), which contains the access token. Run `chmod 600 \(file)`."
        }
    }
}
