import SystemSupport

extension TokenSynchronizer {
    /// Gives every file that we changed its earlier bytes or, where somebody edited it since, our keys their earlier values.
    ///
    /// The files are those that are remembered, wherever the environment points now. What was given back is forgotten.
    ///
    /// - Parameter named: the clients to take back; nil stands for all.
    package func revert(named: [ClientName]? = nil) -> [RevertOutcome] {
        do throws(SettingsFault) {
            let lock = try lock()
            defer { lock.release() }
            var outcomes: [RevertOutcome] = []
            var reverted: [BackupRecord] = []
            for record in try backup.records() {
                switch record {
                case .success(let record):
                    guard named?.contains(record.client) ?? true else { continue }
                    outcomes.append(revert(record))
                    reverted.append(record)
                case .failure(let fault):
                    outcomes.append(failure(fault))
                }
            }
            // A folder that was made for one file may have been emptied by the removal of another one.
            for record in reverted { removeFolders(record) }
            return outcomes
        } catch {
            return [failure(error)]
        }
    }

    private func failure(_ fault: SettingsFault) -> RevertOutcome {
        let file = if case .damagedBackup(let path) = fault { path } else { backup.folder }
        return RevertOutcome(client: nil, file: file, result: .failed(SettingsError(file: file, fault: fault)))
    }

    private func revert(_ record: BackupRecord) -> RevertOutcome {
        do throws(SettingsFault) {
            let clientLock = try clientLock(record.client, file: record.file)
            defer { clientLock?.release() }
            let result = try giveBack(record)
            try backup.forget(record)
            return RevertOutcome(client: record.client, file: record.file, result: result)
        } catch {
            return RevertOutcome(client: record.client, file: record.file, result: .failed(SettingsError(file: record.file, fault: error)))
        }
    }

    private func giveBack(_ record: BackupRecord) throws(SettingsFault) -> RevertOutcome.Result {
        for _ in 0..<Self.attempts {
            let file = try read(record.file)
            guard let current = file.bytes else {
                removeFolders(record)
                return .missing
            }
            let reversal = try SettingsRestore(of: current, remembering: record)
            if try put(reversal.bytes, in: file) == .changedMeanwhile { continue }
            if reversal.bytes == nil { removeFolders(record) }
            if !reversal.isWhole { return .earlierValues(restored: reversal.restored.map(\.names), left: reversal.left.map(\.names)) }
            return reversal.bytes == nil ? .removed : .earlierBytes
        }
        throw .changedMeanwhile(attempts: Self.attempts)
    }

    private func put(_ bytes: [UInt8]?, in file: UserFile) throws(SettingsFault) -> AtomicReplacement.Outcome {
        if bytes == file.bytes { return .replaced }
        try checkWritable(file)
        return try SettingsFault.catching { () throws(FileSystemError) in
            let replacement = AtomicReplacement(fileSystem: fileSystem)
            guard let bytes else { return try replacement.remove(file) }
            return try replacement.replace(file, with: bytes)
        }
    }

    /// Takes away the folders that we made, as far as they are empty.
    private func removeFolders(_ record: BackupRecord) {
        for folder in record.createdFolders.reversed() {
            // A folder that something else is in now stays, and that is no failure.
            try? fileSystem.removeFolder(folder)
        }
    }
}
