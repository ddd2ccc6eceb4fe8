/// Which users the server knows; everybody else is refused the way Argo does it.
package enum AllowedUsers: Sendable, Equatable {
    /// Every user of 1 to 32 characters out of `a`–`z`, `0`–`9`, `_`, `.` and `-`, except `nobody`.
    case anyWellFormed
    /// These users.
    case only(Set<String>)

    /// Whether this user is served.
    package func contains(_ user: String) -> Bool {
        switch self {
        case .only(let users):
            return users.contains(user)
        case .anyWellFormed:
            guard (1...32).contains(user.utf8.count), user != "nobody" else { return false }
            return user.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
                default: false
                }
            }
        }
    }
}
