import LosslessJSON

/// Who asks, as far as Argo can tell: a bare user name, from the headers or from the body.
struct Caller {
    private let keys: [String]
    private let bearer: String?
    private let bodyUser: BodyNode?

    init(_ request: ReceivedRequest, body: BodyNode) {
        keys = request.values(of: "x-api-key")
        let authorization = request.values(of: "authorization").first ?? ""
        // The scheme is not case-sensitive (RFC 9110, section 11.1).
        bearer = authorization.lowercased().hasPrefix("bearer ") ? String(authorization.dropFirst(7)) : nil
        bodyUser = body["user"]
    }

    /// The user that is not served; nil where the request is made for one that is.
    ///
    /// - Throws: what Argo answers when the credential is not where the route wants it.
    func refusedUser(for route: FakeRoute, quirks: Quirks, allowed: AllowedUsers) throws(Refusal) -> String? {
        let name = try name(for: route, quirks: quirks)
        let hasOneKey = keys.count <= 1 || !quirks[.refusesRepeatedKeys]
        return hasOneKey && allowed.contains(name) ? nil : name
    }

    private func name(for route: FakeRoute, quirks: Quirks) throws(Refusal) -> String {
        let headerUser = keys.first ?? bearer
        if route.takesUserFromBody {
            if let user = bodyUser?.string, user.contains(where: { !$0.isWhitespace }) { return user }
            if quirks[.requiresUserInBody] { throw .internalServerError }
            return headerUser ?? "anonymous"
        }
        if route == .responses {
            if let bearer { return bearer }
            if quirks[.requiresBearerOnResponses] { throw .detail(401, ["detail": "Not authenticated"]) }
        }
        return headerUser ?? ""
    }
}

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
