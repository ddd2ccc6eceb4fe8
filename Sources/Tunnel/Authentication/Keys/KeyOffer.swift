/// A key that a server is to be shown.
struct KeyOffer: Equatable {
    /// What identifies it from one login to the next.
    enum Identity: Hashable {
        case agentKey(blob: [UInt8])
        /// `certificate` is the path of the certificate that goes with the key.
        case file(path: String, certificate: String?)
    }

    enum Source: Equatable {
        case agent(AgentKey)
        case file(path: String, certificate: String?, isEncrypted: Bool)
    }

    let source: Source
    /// For people: the file's path, or the agent's comment.
    let label: String

    var identity: Identity {
        switch source {
        case .agent(let key): .agentKey(blob: key.blob)
        case .file(let path, let certificate, _): .file(path: path, certificate: certificate)
        }
    }
}
