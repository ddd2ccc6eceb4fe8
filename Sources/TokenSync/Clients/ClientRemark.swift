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
        case .tokenFromEnvironment(let variable): "It takes the token from \(variable): start it with `argo-shim exec --`."
        case .restartOfVersions(let version):
            "Versions up to \(version) read their settings when they start: restart them after the token was rotated."
        case .restart: "It reads its settings when it starts: restart it after the token was rotated."
        }
    }
}
