import TokenSync
import Tunnel

extension TunnelPlan {
    /// The route, as the options and the user's SSH configuration make it.
    ///
    /// - Throws: `RouteError` where they make none.
    func route(
        folders: UserFolders, user: UserName, onWarning: @escaping @Sendable (TunnelWarning) -> Void = { _ in }
    ) async throws(RouteError) -> TunnelRoute {
        let ssh = SSHProgram(environment: folders.environment)
        let query: RouteResolver.Query? = if let ssh { { await ssh.output($0) } } else { nil }
        let account = LocalAccount(
            home: Process.registeredHome ?? folders.home, loginName: user.loginName, userID: Process.userID, hostName: Process.hostName,
            environment: folders.environment)
        return try await RouteResolver(request: request, account: account, query: query, warn: onWarning).resolve()
    }
}
