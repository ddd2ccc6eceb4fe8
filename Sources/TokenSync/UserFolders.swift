import FoundationSubset

/// Where a user's files live, from the environment.
package struct UserFolders: Sendable {
    /// The home folder, without a slash at its end.
    package let home: String
    /// The environment variables that move folders.
    package let environment: [String: String]

    /// The parameters are the properties; the home folder is an absolute path.
    package init(home: String, environment: [String: String] = [:]) {
        self.home = Self.withoutSlashAtEnd(home)
        self.environment = environment
    }

    /// `$XDG_STATE_HOME/argo-shim`, else `~/.local/state/argo-shim`.
    ///
    /// A relative `XDG_STATE_HOME` counts as unset (XDG Base Directory Specification 0.8).
    package var state: String {
        (absoluteFolder(named: "XDG_STATE_HOME") ?? home + "/.local/state") + "/argo-shim"
    }

    /// `$XDG_CONFIG_HOME`, else `~/.config`. A relative one counts as unset, as above.
    package var configuration: String {
        absoluteFolder(named: "XDG_CONFIG_HOME") ?? home + "/.config"
    }

    private func absoluteFolder(named variable: String) -> String? {
        environment[variable].flatMap { $0.hasPrefix("/") ? Self.withoutSlashAtEnd($0) : nil }
    }

    /// The folder that `variable` names, else one below the home folder.
    ///
    /// - Parameters:
    ///   - variable: an environment variable; empty counts as unset.
    ///   - standard: path below the home folder, without a slash at either end.
    func folder(named variable: String, else standard: String) -> String {
        folder(named: variable) ?? "\(home)/\(standard)"
    }

    /// The folder that `variable` names; nil where it is unset or empty.
    ///
    /// A relative one is taken from where the process was started, as the clients do: it must mean the same when it is taken back.
    func folder(named variable: String) -> String? {
        guard let named = environment[variable], !named.isEmpty else { return nil }
        if let folder = absoluteFolder(named: variable) { return folder }
        let base = absoluteFolder(named: "PWD") ?? home
        return Self.withoutSlashAtEnd("\(base == "/" ? "" : base)/\(named)")
    }

    private static func withoutSlashAtEnd(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}

extension UserFolders {
    /// The folders of the user who runs this process.
    package static var ofThisProcess: UserFolders {
        let environment = ProcessInfo.processInfo.environment
        // A test, a container and `sudo -H` set HOME and mean it.
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return UserFolders(home: home ?? URL.homeDirectory.path(percentEncoded: false), environment: environment)
    }
}
