import FakeArgo
import NIOSSL
import Shim
import SystemSupport
import TokenSync

/// The temporary home of a demonstration: token, state and Claude Code's settings.
struct DemoSettings: Sendable {
    /// What `CLAUDE_CONFIG_DIR` must be for a Claude Code that talks to the demonstration.
    let claudeFolder: String
    private let announcer: Announcer
    private let folders: UserFolders

    /// - Parameters:
    ///   - folder: an absolute path at which nothing is yet.
    ///   - announcer: where it is said what was written.
    init(folder: String, announcer: Announcer) {
        claudeFolder = folder + "/claude"
        folders = UserFolders(home: folder, environment: ["CLAUDE_CONFIG_DIR": claudeFolder])
        self.announcer = announcer
    }

    func settings(_ tokens: LiveTokens) -> SettingsSync {
        SettingsSync(
            synchronizer: TokenSynchronizer(folders: folders) { $0 == "claude" }, tokens: tokens, helper: .echo,
            program: CurrentProcess.programPath, announcer: announcer)
    }

    func tokens() throws -> LiveTokens {
        let file = TokenFile(folder: folders.state)
        return LiveTokens(file: file, tokens: try file.loadOrCreate().tokens)
    }

    /// The shim's configuration: TLS is verified, with the embedded Argo's own authorities.
    func configuration(port: Int, argo: FakeArgo) throws -> ShimConfiguration {
        let authorities = [argo.certificates?.rootPEM, argo.certificates?.intermediatePEM].compactMap { $0 }
        let certificates = try authorities.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) }
        var configuration = ShimConfiguration(
            port: port, upstreamName: "apps.inside.anl.gov",
            tls: UpstreamTLS(serverName: "apps.inside.anl.gov", trust: .authorities(additional: certificates)),
            policy: RewritePolicy(user: "demo"), modelCachePath: nil, version: Version.number)
        configuration.responseFolder = folders.state + "/responses"
        return configuration
    }
}
