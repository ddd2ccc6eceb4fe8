import SystemSupport
import TokenSync
import Tunnel

extension TunnelPlan {
    /// The route, as the options and the user's SSH configuration make it.
    ///
    /// - Parameters:
    ///   - onComplaint: takes each line of what `ssh` says where it fails.
    ///   - onWarning: takes what of the configuration cannot be followed.
    /// - Throws: `RouteError` where they make none.
    func route(
        folders: UserFolders, user: UserName, onComplaint: @escaping @Sendable (String) -> Void,
        onWarning: @escaping @Sendable (TunnelWarning) -> Void
    ) async throws(RouteError) -> TunnelRoute {
        try await Self.route(request, folders: folders, user: user, onComplaint: onComplaint, onWarning: onWarning)
    }

    /// The same for any request.
    static func route(
        _ request: RouteRequest, folders: UserFolders, user: UserName, onComplaint: @escaping @Sendable (String) -> Void,
        onWarning: @escaping @Sendable (TunnelWarning) -> Void
    ) async throws(RouteError) -> TunnelRoute {
        let ssh = SSHProgram(environment: folders.environment, onComplaint: onComplaint)
        let query: RouteResolver.Query? = if let ssh { { await ssh.output($0) } } else { nil }
        let account = LocalAccount(
            home: CurrentProcess.registeredHome ?? folders.home, loginName: user.loginName, userID: CurrentProcess.userID,
            hostName: CurrentProcess.hostName,
            environment: folders.environment)
        return try await RouteResolver(request: request, account: account, query: query, warn: onWarning).resolve()
    }
}
