/// A program that we configure: how it is found, where its settings are, and what they shall say.
protocol SettingsClient: Sendable {
    var name: ClientName { get }
    /// Paths of which the presence of any says that the client is installed.
    var traces: [String] { get }
    /// The client's programs: one of them among the user's commands says that it is installed, too.
    var commands: [String] { get }
    /// What a person must know, or do, beside what is written.
    var remarks: [ClientRemark] { get }

    /// What the client appends to a settings file's path for the name of the file that it locks while it writes; nil for those that lock
    /// none, which are all but one.
    var lockSuffix: String? { get }

    /// The settings files and what they shall say.
    func files(for access: ShimAccess) -> [ClientFile]
}

extension SettingsClient {
    var remarks: [ClientRemark] { [] }
    var lockSuffix: String? { nil }
}
