import SystemSupport

extension TokenSynchronizer {
    func apply(_ item: SyncPlan.Item) -> SyncOutcome {
        func outcome(_ result: SyncOutcome.Result, _ warnings: [SyncWarning] = []) -> SyncOutcome {
            SyncOutcome(client: item.client, file: item.file, result: result, warnings: warnings)
        }
        if item.state == .notInstalled { return outcome(.notInstalled) }
        if case .refused(let error) = item.state { return outcome(.failed(error)) }
        do throws(SettingsFault) {
            let lock = try lock()
            defer { lock.release() }
            let clientLock = try clientLock(item.client, file: item.file)
            defer { clientLock?.release() }
            let (result, warnings) = try write(item)
            return outcome(result, warnings)
        } catch {
            return outcome(.failed(SettingsError(file: item.file, fault: error)))
        }
    }

    /// One writer of ours at a time, so that a record and its file belong together.
    func lock() throws(SettingsFault) -> FileLock {
        try SettingsFault.catching { () throws(FileSystemError) in
            try fileSystem.createFolders(folders.state)
            return try fileSystem.lock(lockPath)
        }
    }

    /// The client's own lock. Where its file is missing the client has never written, and none is made: it would be left behind.
    func clientLock(_ client: ClientName, file: String) throws(SettingsFault) -> FileLock? {
        guard let suffix = client.settings(in: folders).lockSuffix else { return nil }
        let path = try read(file).resolvedPath + suffix
        guard try exists(path) else { return nil }
        return try SettingsFault.catching { () throws(FileSystemError) in try fileSystem.lock(path) }
    }

    private func write(_ item: SyncPlan.Item) throws(SettingsFault) -> (SyncOutcome.Result, [SyncWarning]) {
        // Behind the lock: whoever takes settings back holds it, too.
        if item.isKept, try !recordedClients().contains(item.client) { return (.unchanged, []) }
        for _ in 0..<Self.attempts {
            let file = try read(item.file)
            let record =
                try backup.record(of: item.client, file: item.file)
                ?? BackupRecord(client: item.client, file: item.file, format: item.target.format)
            let draft = try SettingsDraft(
                item.target.edits, trimming: item.target.list, on: file.bytes, remembering: record)
            if draft.changes.isEmpty { return (.unchanged, warnings(file, draft.edits)) }
            try checkWritable(file)
            try checkHidden(item.target, file)
            if try replace(file, with: draft) == .replaced { return (.written(draft.changes), warnings(file, draft.edits)) }
        }
        throw .changedMeanwhile(attempts: Self.attempts)
    }

    /// The record first: a file that we changed and do not remember could never be given back.
    private func replace(_ file: UserFile, with draft: SettingsDraft) throws(SettingsFault) -> AtomicReplacement.Outcome {
        let missing = try SettingsFault.catching { () throws(FileSystemError) in
            file.contents == nil ? try fileSystem.missingFolders(above: file.resolvedPath) : []
        }
        var record = draft.record
        record.createdFolders += missing
        try backup.save(record)
        return try SettingsFault.catching { () throws(FileSystemError) in
            if file.contents == nil { try fileSystem.createFolders(fileSystem.folder(of: file.resolvedPath)) }
            return try AtomicReplacement(fileSystem: fileSystem).replace(file, with: draft.bytes)
        }
    }
}
