import SystemSupport

/// The records of the settings files that we changed, one file each, in the state folder and 0600.
struct Backup: Sendable {
    /// A settings file in base64 with what is remembered of its keys.
    private static let sizeLimit = 2 * SettingsFile.sizeLimit

    let folder: String
    let fileSystem: any FileSystem

    /// - Parameter stateFolder: the folder of the program's state; the records are in `backups` below it.
    init(stateFolder: String, fileSystem: any FileSystem) {
        folder = stateFolder + "/backups"
        self.fileSystem = fileSystem
    }

    /// The record of a file; nil when we never changed it.
    func record(of client: ClientName, file: String) throws(SettingsFault) -> BackupRecord? {
        let path = path(of: client, file: file)
        guard let record = try read(path) else { return nil }
        guard record.client == client, record.file == file else { throw .damagedBackup(path: path) }
        return record
    }

    /// Every record, damaged ones as the fault that names them.
    func records() throws(SettingsFault) -> [Result<BackupRecord, SettingsFault>] {
        do {
            return try fileSystem.names(inFolder: folder).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.compactMap { name in
                do throws(SettingsFault) {
                    return try read("\(folder)/\(name)").map { .success($0) }
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            throw .fileSystem(error)
        }
    }

    func save(_ record: BackupRecord) throws(SettingsFault) {
        do {
            try fileSystem.createFolders(folder)
            try fileSystem.write(path(of: record.client, file: record.file), record.serialized)
        } catch {
            throw .fileSystem(error)
        }
    }

    func forget(_ record: BackupRecord) throws(SettingsFault) {
        do {
            try fileSystem.removeIfPresent(path(of: record.client, file: record.file))
        } catch {
            throw .fileSystem(error)
        }
    }

    /// A client may have several files, in several configuration folders: the path is part of the name.
    private func path(of client: ClientName, file: String) -> String {
        "\(folder)/\(client.rawValue)-\(Fingerprint(of: Array(file.utf8)).text.prefix(16)).json"
    }

    private func read(_ path: String) throws(SettingsFault) -> BackupRecord? {
        do {
            guard let contents = try fileSystem.read(path, limit: Self.sizeLimit) else { return nil }
            guard let record = BackupRecord(parsing: contents.bytes) else { throw SettingsFault.damagedBackup(path: path) }
            return record
        } catch let fault as SettingsFault {
            throw fault
        } catch let error as FileSystemError {
            throw .fileSystem(error)
        } catch {
            throw .damagedBackup(path: path)
        }
    }
}
