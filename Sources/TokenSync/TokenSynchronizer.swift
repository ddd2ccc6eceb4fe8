/// Keeps the settings of every client in step with the shim's port and token, and takes that back.
public struct TokenSynchronizer: Sendable {
    /// How often a file is read again because another program wrote it meanwhile.
    static let attempts = 5

    let folders: UserFolders
    let fileSystem: any FileSystem
    let backup: Backup

    var lockPath: String { folders.state + "/settings.lock" }

    /// - Parameter folders: where the user's files are.
    public init(folders: UserFolders) {
        self.init(folders: folders, fileSystem: LocalFileSystem())
    }

    init(folders: UserFolders, fileSystem: any FileSystem) {
        self.folders = folders
        self.fileSystem = fileSystem
        backup = Backup(stateFolder: folders.state, fileSystem: fileSystem)
    }

    /// Finds out what would be changed; nothing is written.
    ///
    /// - Parameters:
    ///   - access: what the settings shall say.
    ///   - named: the clients to look at, installed or not; nil stands for all that are installed.
    public func plan(for access: ShimAccess, named: [ClientName]? = nil) -> SyncPlan {
        SyncPlan(items: (named ?? ClientName.allCases).map { item($0.settings(in: folders), access, isNamed: named != nil) })
    }

    /// Writes what a plan found, in files as they are now. A file that cannot be written stops no other.
    ///
    /// Applying a plan again changes no byte.
    public func apply(_ plan: SyncPlan) -> [SyncOutcome] {
        plan.items.map(apply)
    }

    private func item(_ client: any SettingsClient, _ access: ShimAccess, isNamed: Bool) -> SyncPlan.Item {
        let edits = client.edits(for: access)
        let item = { (state: SyncPlan.State, changes: [SettingChange], warnings: [SyncWarning]) in
            SyncPlan.Item(
                client: client.name, file: client.file, state: state, changes: changes, warnings: warnings,
                format: client.format, edits: edits)
        }
        do throws(SettingsFault) {
            let isInstalled = try exists(client.folder)
            guard isNamed || isInstalled else { return item(.notInstalled, [], []) }
            let file = try read(client.file)
            let record = try backup.record(of: client.name, file: client.file)
            let draft = try SettingsDraft(edits, on: file.contents?.bytes, remembering: record ?? newRecord(client))
            let isConfigured = record.map { $0.earlier != file.contents?.bytes } ?? false
            let state: SyncPlan.State = draft.changes.isEmpty ? .right : isConfigured ? .drifted : .notConfigured
            if !draft.changes.isEmpty { try checkWritable(file) }
            return item(state, draft.changes, warnings(file, edits))
        } catch {
            return item(.refused(SettingsError(file: client.file, error)), [], [])
        }
    }

    // MARK: Looking

    func read(_ path: String) throws(SettingsFault) -> SettingsFile {
        do {
            return try SettingsFile(reading: path, in: fileSystem)
        } catch {
            throw .fileSystem(error)
        }
    }

    /// Taking the write permission away is how people and dotfile programs say that a file is not to be edited, though a rename could.
    func checkWritable(_ file: SettingsFile) throws(SettingsFault) {
        if let status = file.contents?.status, status.mode & 0o200 == 0 { throw .readOnly }
    }

    func warnings(_ file: SettingsFile, _ edits: [SettingEdit]) -> [SyncWarning] {
        guard let mode = file.contents?.status.mode, mode & 0o044 != 0, edits.contains(where: \.isSecret) else { return [] }
        return [.tokenReadableByOthers(file: file.path, mode: mode)]
    }

    private func exists(_ folder: String) throws(SettingsFault) -> Bool {
        do {
            return try fileSystem.status(of: folder) != nil
        } catch {
            throw .fileSystem(error)
        }
    }

    private func newRecord(_ client: any SettingsClient) -> BackupRecord {
        BackupRecord(client: client.name, file: client.file, format: client.format)
    }
}
