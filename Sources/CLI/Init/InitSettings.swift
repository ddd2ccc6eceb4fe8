/// The settings that the first set-up writes.
struct InitSettings {
    private(set) var values: [ConfigKey: ConfigValue]

    /// - Parameters:
    ///   - typed: what the command line says.
    ///   - folder: the one that relative paths of the command line begin at; the file's own begin at the file's.
    init(typed: TypedOptions, folder: String) {
        values = typed.values
        for (key, value) in values where key.kind == .path {
            if case .text(let path) = value, !path.hasPrefix("/") { values[key] = .text(folder + "/" + path) }
        }
    }

    /// Whether it is said how Argo is reached.
    var namesWay: Bool {
        let keys: Set<ConfigKey> = [
            .direct, .upstream, .tunnelHost, .tunnelPort, .host, .jump, .nojump, .sshConfig, .target, .password, .sshUser,
        ]
        return !keys.isDisjoint(with: values.keys)
    }

    mutating func set(_ key: ConfigKey, _ value: ConfigValue) {
        values[key] = value
    }

    /// The login name for the SSH servers, where these would else be given the local one. What an SSH configuration says is left to it.
    ///
    /// - Parameters:
    ///   - user: the name at the laboratory.
    ///   - loginName: the one on this machine, which `ssh` tells where nothing is configured.
    ///   - hopUsers: the names that the servers would be given.
    mutating func setSSHUser(_ user: String, loginName: String, hopUsers: [String]) {
        guard values[.sshUser] == nil, user != loginName, hopUsers.contains(loginName) else { return }
        values[.sshUser] = .text(user)
    }

    /// The same as options.
    var arguments: [String] { ConfigKey.allCases.flatMap { key in values[key]?.arguments(for: key) ?? [] } }

    /// As they stand in the file.
    var lines: [String] { ConfigKey.allCases.compactMap { key in values[key].map { "\(key.rawValue): \($0.yaml)" } } }
}
