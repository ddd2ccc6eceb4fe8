/// Replaces `~`, tokens such as `%h` and variables such as `${NAME}` in the paths of an SSH configuration (ssh_config(5), TOKENS).
struct PathExpansion {
    let account: LocalAccount
    /// The host as it was typed (`%n`), where it is dialed (`%h`, `%p`), and the login name there (`%r`).
    let hop: Hop

    /// Replaces a `~` alone. This is for paths that `ssh -G` has expanded already, where a `%` now stands for itself.
    ///
    /// - Returns: nil for another user's home (`~name`).
    func expandingHome(_ path: String) -> String? {
        guard path.first == "~" else { return path }
        let rest = path.dropFirst()
        guard rest.isEmpty || rest.first == "/" else { return nil }
        let home = account.home.hasSuffix("/") ? String(account.home.dropLast()) : account.home
        return home + rest
    }

    /// Replaces all of them.
    ///
    /// - Returns: nil where the path holds a token that is not known here, or a variable that is not set.
    func expanding(_ path: String) -> String? {
        guard let path = expandingHome(path) else { return nil }
        var result = ""
        var rest = path[...]
        while let special = rest.firstIndex(where: { $0 == "%" || $0 == "$" }) {
            result += rest[..<special]
            let isToken = rest[special] == "%"
            rest = rest[rest.index(after: special)...]
            if isToken {
                guard let letter = rest.popFirst(), let value = token(letter) else { return nil }
                result += value
            } else if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}"), let value = account.environment[String(rest[..<end].dropFirst())] else {
                    return nil
                }
                result += value
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
            }
        }
        return result + rest
    }

    /// `%C` and `%j` are missing: the one is made of the other, and what `%j` stands for has changed between versions of OpenSSH.
    private func token(_ letter: Character) -> String? {
        switch letter {
        case "%": "%"
        case "d": account.home
        case "h": hop.address.host
        case "i": String(account.userID)
        case "k": hop.hostKeyAlias ?? hop.address.host
        case "L": String(account.hostName.prefix { $0 != "." })
        case "l": account.hostName
        case "n": hop.name
        case "p": String(hop.address.port)
        case "r": hop.user
        case "u": account.loginName
        default: nil
        }
    }
}

/// Who runs this program, and where: what paths and login names of an SSH configuration may refer to.
package struct LocalAccount: Sendable {
    /// The home folder of the system's user database. `ssh` takes `~` from there, not from `$HOME`.
    package var home: String
    package var loginName: String
    package var userID: UInt32
    /// This machine's name, with its domain if it has one.
    package var hostName: String
    package var environment: [String: String]

    package init(home: String, loginName: String, userID: UInt32, hostName: String, environment: [String: String]) {
        self.home = home
        self.loginName = loginName
        self.userID = userID
        self.hostName = hostName
        self.environment = environment
    }

    /// A variable that is set and not empty.
    func variable(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }
}
