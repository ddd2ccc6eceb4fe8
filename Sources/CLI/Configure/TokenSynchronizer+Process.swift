import SystemSupport
import TokenSync

extension TokenSynchronizer {
    /// The synchronizer of the user who runs this process.
    static var ofThisProcess: TokenSynchronizer {
        let folders = UserFolders.ofThisProcess
        return TokenSynchronizer(folders: folders) { ProgramFile.find($0, searchPath: folders.environment["PATH"]) != nil }
    }
}
