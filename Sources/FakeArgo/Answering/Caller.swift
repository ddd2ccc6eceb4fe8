import LosslessJSON

extension Answerer {
    /// The user that is not served; nil where the request is made for one that is.
    ///
    /// - Throws: what Argo answers when the credential is not where the route wants it.
    func refusedUser(of request: ReceivedRequest, _ route: FakeRoute, _ body: BodyNode) throws(Refusal) -> String? {
        let keys = request.values(of: "x-api-key")
        let name = try user(of: request, route, body, key: keys.first)
        let hasOneKey = keys.count <= 1 || !quirks[.refusesRepeatedKeys]
        return hasOneKey && allowedUsers.contains(name) ? nil : name
    }

    /// Who asks, as far as Argo can tell: a bare user name, from the headers or from the body.
    private func user(of request: ReceivedRequest, _ route: FakeRoute, _ body: BodyNode, key: String?) throws(Refusal) -> String {
        let authorization = request.values(of: "authorization").first ?? ""
        // The scheme is not case-sensitive (RFC 9110, section 11.1).
        let bearer = authorization.lowercased().hasPrefix("bearer ") ? String(authorization.dropFirst(7)) : nil
        if route.takesUserFromBody {
            if let user = body["user"]?.string, user.contains(where: { !$0.isWhitespace }) { return user }
            if quirks[.requiresUserInBody] { throw .internalServerError }
            return key ?? bearer ?? "anonymous"
        }
        if route == .responses {
            if let bearer { return bearer }
            if quirks[.requiresBearerOnResponses] { throw .detail(401, ["detail": "Not authenticated"]) }
        }
        return key ?? bearer ?? ""
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
            return (1...32).contains(user.utf8.count) && user != "nobody"
                && user.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_.-".utf8.contains($0) }
        }
    }
}
