import Foundation

@testable import SystemSupport
@testable import TokenSync

/// A home folder with one client in it, for one test.
struct ClientHome {
    let client: ClientName
    let folder = try? TemporaryFolder()
    static let token = ClaudeCodeHome.token
    static let program = "/opt/argo-shim/bin/argo-shim"

    var path: String { folder?.path ?? "/nonexistent" }

    init(_ client: ClientName) {
        self.client = client
    }

    static func access(
        port: Int = 12345, token: String = Self.token, catalogue: [String] = ["claude-sonnet-4-5", "gpt-5"], chosenModel: String? = nil,
        delivery: TokenDelivery = .command(program: Self.program, arguments: ["token"])
    ) throws -> ShimAccess {
        ShimAccess(
            port: port, token: try AccessToken(parsing: token), delivery: delivery,
            models: ModelTiers(opus: "claude-opus-4-1", gemini: "gemini-2.5-pro"),
            catalogue: catalogue, chosenModel: chosenModel)
    }

    var settings: SettingsClient { client.settings(in: UserFolders(home: path)) }

    /// The file that is made where there is none, relative to the home folder; the first one of several.
    func mainFile() throws -> String {
        let file = try settings.files(Self.access())[0].paths.last ?? ""
        return String(file.dropFirst(path.count + 1))
    }

    func synchronizer(_ fileSystem: any FileSystem = LocalFileSystem()) -> TokenSynchronizer {
        TokenSynchronizer(folders: UserFolders(home: path), fileSystem: fileSystem)
    }

    @discardableResult
    func apply(_ access: ShimAccess? = nil, _ fileSystem: any FileSystem = LocalFileSystem()) throws -> [SyncOutcome] {
        let synchronizer = synchronizer(fileSystem)
        return synchronizer.apply(synchronizer.plan(for: try access ?? Self.access(), named: [client]))
    }

    func plan(_ access: ShimAccess? = nil) throws -> SyncPlan {
        synchronizer().plan(for: try access ?? Self.access(), named: [client])
    }

    /// Every file below with its text, without the program's own state.
    func files() throws -> [String: [UInt8]] {
        guard let folder else { return [:] }
        var files: [String: [UInt8]] = [:]
        for name in try folder.names() where !name.hasPrefix(".local") {
            files[name] = folder.read(name)
        }
        return files
    }
}

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
