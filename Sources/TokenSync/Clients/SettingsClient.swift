/// A program that we configure: how it is found, where its settings are, and what they shall say.
struct SettingsClient: Sendable {
    let name: ClientName
    /// The client's programs: one of them among the user's commands says that it is installed.
    let commands: [String]
    /// Paths of which the presence of any says so, too.
    let traces: [String]
    /// What a person must know, or do, beside what is written.
    var remarks: [ClientRemark] = []
    /// What the client appends to a settings file's path for the name of the file that it locks while it writes; nil for those that lock
    /// none, which are all but one.
    var lockSuffix: String?
    /// The settings files and what they shall say.
    let files: @Sendable (ShimAccess) -> [ClientFile]
}

/// One settings file of a client, and what it shall say.
struct ClientFile: Sendable {
    /// Where the client looks, the path that counts most first; where none exists, the last one is made.
    let paths: [String]
    let format: SettingsFormat
    /// In the order in which it is written.
    let edits: [SettingEdit]
    /// A list, or an object, of which the entries that are ours alone go when none of the edits is about them any more.
    var list: [PathStep]?
    /// A file that the client would no longer read if it found this one: this one is not made beside it.
    var hidden: String?
    /// Whether it makes the client use what the files before it say: where one of these cannot be written, it is left alone.
    var needsFilesBefore = false
}

/// What a person must know of a client beside what is written in its settings.
package enum ClientRemark: Equatable, Sendable {
    /// The client takes the token from this environment variable alone: it keeps no secret in its settings.
    case tokenFromEnvironment(variable: String)
    /// The client reads its settings when it starts, so that a new token reaches it at its next start.
    case restart
    /// So do the client's versions up to this one; newer ones ask for the token again.
    case restartOfVersions(upTo: String)
}

extension ClientRemark: CustomStringConvertible {
    /// One sentence for a person.
    package var description: String {
        switch self {
        case .tokenFromEnvironment(let variable): "It reads the token from \(variable): start it with `argo-shim exec --`."
        case .restartOfVersions(let version):
            "Versions up to \(version) read their settings only when they start: restart them after each token rotation."
        case .restart: "It reads its settings only when it starts: restart it after each token rotation."
        }
    }
}

/// The clients that can be configured. The raw value is the name by which a person asks for one.
package enum ClientName: String, CaseIterable, Sendable {
    case claudeCode = "claude-code"
    case codex
    case opencode
    case hermes
    case aider
    case vtcode
    case llmRosetta = "llm-rosetta"
    case `continue`
    case zed
    case goose
    case llm
    case pi
    case gemini
}

extension ClientName {
    /// The settings of the client of this name.
    func settings(in folders: UserFolders) -> SettingsClient {
        switch self {
        case .claudeCode: .claudeCode(folders)
        case .codex: .codex(folders)
        case .opencode: .openCode(folders)
        case .hermes: .hermes(folders)
        case .aider: .aider(folders)
        case .vtcode: .vtCode(folders)
        case .llmRosetta: .llmRosetta(folders)
        case .continue: .continue(folders)
        case .zed: .zed(folders)
        case .goose: .goose(folders)
        case .llm: .llm(folders)
        case .pi: .pi(folders)
        case .gemini: .gemini(folders)
        }
    }
}
