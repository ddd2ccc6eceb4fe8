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
