import Foundation

@testable import SystemSupport
@testable import TokenSync

/// A home folder with Claude Code in it, for one test.
struct ClaudeCodeHome {
    let folder: TemporaryFolder
    static let settings = ".claude/settings.json"
    static let token = "fixture-token-0123456789"

    /// - Parameters:
    ///   - text: what the settings file holds; nil for no file.
    ///   - isInstalled: whether there is a folder of Claude Code.
    init(_ text: (some Sequence<UInt8>)?, isInstalled: Bool = true) throws {
        folder = try TemporaryFolder()
        if isInstalled { try FileManager.default.createDirectory(atPath: folder.path + "/.claude", withIntermediateDirectories: true) }
        if let text { try folder.write(text, to: Self.settings) }
    }

    init(_ text: String? = nil, isInstalled: Bool = true) throws {
        try self.init(text.map { Array($0.utf8) }, isInstalled: isInstalled)
    }

    var file: String { folder.path + "/" + Self.settings }
    var bytes: [UInt8]? { folder.read(Self.settings) }
    var text: String? { folder.text(Self.settings) }

    func synchronizer(_ fileSystem: any FileSystem = LocalFileSystem()) -> TokenSynchronizer {
        TokenSynchronizer(folders: UserFolders(home: folder.path), fileSystem: fileSystem)
    }

    static func access(
        port: Int = 12345, token: String = Self.token, delivery: TokenDelivery = .echo,
        models: ModelTiers = ModelTiers(opus: "claude-opus-4-1", sonnet: "claude-sonnet-4-5")
    ) throws -> ShimAccess {
        ShimAccess(port: port, token: try AccessToken(parsing: token), delivery: delivery, models: models)
    }

    /// Plans and applies, and gives the outcome for Claude Code.
    @discardableResult
    func apply(
        _ access: ShimAccess? = nil, _ fileSystem: any FileSystem = LocalFileSystem(), named: [ClientName]? = nil
    ) throws -> SyncOutcome {
        let synchronizer = synchronizer(fileSystem)
        let plan = synchronizer.plan(for: try access ?? Self.access(), named: named)
        return synchronizer.apply(plan)[0]
    }

    func state(_ access: ShimAccess? = nil) throws -> SyncPlan.State {
        synchronizer().plan(for: try access ?? Self.access()).items[0].state
    }
}

extension SyncOutcome {
    var isWritten: Bool { if case .written = result { true } else { false } }
    var error: SettingsError? { if case .failed(let error) = result { error } else { nil } }
}
