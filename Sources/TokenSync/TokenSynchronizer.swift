package import SystemSupport

/// Keeps the settings of every client in step with the shim's port and token, and takes that back.
package struct TokenSynchronizer: Sendable {
    /// How often a file is read again because another program wrote it meanwhile.
    static let attempts = 5

    let folders: UserFolders
    let fileSystem: any FileSystem
    let backup: Backup
    private let isCommand: @Sendable (String) -> Bool

    var lockPath: String { folders.state + "/settings.lock" }

    /// - Parameters:
    ///   - folders: where the user's files are.
    ///   - fileSystem: where a test lets a write fail.
    ///   - isCommand: whether a program of this name is among the user's commands, which says that a client is installed though it has
    ///     not left a file yet.
    package init(
        folders: UserFolders, fileSystem: any FileSystem = LocalFileSystem(),
        isCommand: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.isCommand = isCommand
        self.folders = folders
        self.fileSystem = fileSystem
        backup = Backup(stateFolder: folders.state, fileSystem: fileSystem)
    }

    /// Finds out what would be changed; nothing is written.
    ///
    /// - Parameters:
    ///   - access: what the settings shall say.
    ///   - named: the clients to look at, installed or not; nil stands for all that are installed.
    package func plan(for access: ShimAccess, named: [ClientName]? = nil) -> SyncPlan {
        plan(for: access, named ?? ClientName.allCases, areNamed: named != nil)
    }

    /// Finds out what would be changed for those of these clients that are installed; nothing is written.
    package func plan(for access: ShimAccess, installedOnesOf clients: [ClientName]) -> SyncPlan {
        plan(for: access, clients, areNamed: false)
    }

    /// Finds out what would be changed for a client that we configured; nothing is written.
    ///
    /// Settings that somebody put back by hand are no longer ours to write, and the plan of them is empty. Those that are taken back before
    /// the plan is applied stay as they are.
    package func plan(for access: ShimAccess, keeping client: ClientName) -> SyncPlan {
        let plan = plan(for: access, [client], areNamed: true, areKept: true)
        return plan.state(of: client) == .notConfigured ? SyncPlan(items: []) : plan
    }

    private func plan(for access: ShimAccess, _ clients: [ClientName], areNamed: Bool, areKept: Bool = false) -> SyncPlan {
        SyncPlan(
            items: clients.flatMap { name in
                let client = name.settings(in: folders)
                return client.files(access).reduce(into: []) { items, file in
                    items.append(item(client, file, access, isNamed: areNamed, isKept: areKept, behind: items))
                }
            })
    }

    /// The clients that we configured and that are installed still: those to keep right while the shim runs.
    ///
    /// - Throws: `SettingsFault` when the records of what we wrote cannot be read.
    package func configuredClients() throws(SettingsFault) -> [ClientName] {
        let recorded = try recordedClients()
        var configured: [ClientName] = []
        for name in ClientName.allCases where recorded.contains(name) {
            if try isInstalled(name.settings(in: folders)) { configured.append(name) }
        }
        return configured
    }

    /// Those of whose settings anything is remembered.
    func recordedClients() throws(SettingsFault) -> Set<ClientName> {
        // A damaged record names no client; `plan` and `revert` tell of it.
        Set(try backup.records().compactMap { try? $0.get().client })
    }

    /// Writes what a plan found, in files as they are now. A file that cannot be written stops no other.
    ///
    /// Applying a plan again changes no byte.
    package func apply(_ plan: SyncPlan) -> [SyncOutcome] {
        plan.items.reduce(into: []) { outcomes, item in
            let failure = outcomes.first { $0.isFailure && $0.client == item.client }
            if item.target.needsFilesBefore, let failure {
                let error = SettingsError(file: item.file, fault: .needsOther(path: failure.file))
                outcomes.append(SyncOutcome(client: item.client, file: item.file, result: .failed(error), warnings: []))
            } else {
                outcomes.append(apply(item))
            }
        }
    }

    /// - Parameter earlier: those of the client's files before this one.
    private func item(
        _ client: SettingsClient, _ target: ClientFile, _ access: ShimAccess, isNamed: Bool, isKept: Bool, behind earlier: [SyncPlan.Item]
    ) -> SyncPlan.Item {
        var path = target.paths.last ?? ""
        func item(_ state: SyncPlan.State, _ diff: MaskedDiff? = nil, _ warnings: [SyncWarning] = []) -> SyncPlan.Item {
            SyncPlan.Item(
                client: client.name, file: path, state: state, changes: diff?.draft.changes ?? [], maskedDiff: diff, warnings: warnings,
                remarks: client.remarks, target: target, isKept: isKept)
        }
        do throws(SettingsFault) {
            let isInstalled = try isInstalled(client)
            guard isNamed || isInstalled else { return item(.notInstalled) }
            path = try place(of: target)
            let refused = earlier.first { if case .refused = $0.state { true } else { false } }
            if target.needsFilesBefore, let refused { throw .needsOther(path: refused.file) }
            let file = try read(path)
            let record = try backup.record(of: client.name, file: path)
            let draft = try SettingsDraft(
                target.edits, trimming: target.list, on: file.bytes,
                remembering: record ?? BackupRecord(client: client.name, file: path, format: target.format))
            let isConfigured = record.map { $0.earlier != file.bytes } ?? false
            let isRight = draft.changes.isEmpty && !draft.edits.isEmpty
            let state: SyncPlan.State = isRight ? .right : isConfigured && !draft.changes.isEmpty ? .drifted : .notConfigured
            if !draft.changes.isEmpty {
                try checkWritable(file)
                try checkHidden(target, file)
            }
            let diff = MaskedDiff(draft: draft, current: file.bytes, token: access.token, file: path)
            return item(state, diff, warnings(file, draft.edits))
        } catch {
            return item(.refused(SettingsError(file: path, fault: error)))
        }
    }

    // MARK: Looking

    func read(_ path: String) throws(SettingsFault) -> UserFile {
        try SettingsFault.catching { () throws(FileSystemError) in try UserFile(reading: path, in: fileSystem) }
    }

    /// Taking the write permission away is how people and dotfile programs say that a file is not to be edited, though a rename could.
    func checkWritable(_ file: UserFile) throws(SettingsFault) {
        if let status = file.contents?.status, status.modeBits & 0o200 == 0 { throw .readOnly }
    }

    func warnings(_ file: UserFile, _ edits: [SettingEdit]) -> [SyncWarning] {
        guard let mode = file.contents?.status.modeBits, mode & 0o044 != 0, edits.contains(where: \.leavesSecret) else { return [] }
        return [.tokenReadableByOthers(file: file.path, mode: mode)]
    }

    /// The file to write: the first one that exists, else the last one.
    private func place(of target: ClientFile) throws(SettingsFault) -> String {
        for path in target.paths where try exists(path) { return path }
        return target.paths.last ?? ""
    }

    func checkHidden(_ target: ClientFile, _ file: UserFile) throws(SettingsFault) {
        if let hidden = target.hidden, file.contents == nil, try exists(hidden) { throw .wouldHide(path: hidden) }
    }

    private func isInstalled(_ client: SettingsClient) throws(SettingsFault) -> Bool {
        for trace in client.traces where try exists(trace) { return true }
        return client.commands.contains(where: isCommand)
    }

    func exists(_ path: String) throws(SettingsFault) -> Bool {
        try SettingsFault.catching { () throws(FileSystemError) in try fileSystem.status(of: path) != nil }
    }
}
