/// The calls by which files are read and changed: the seam where tests let a write fail at each of its steps.
///
/// No call follows a link in a path's last component.
package protocol FileSystem: Sendable {
    /// The user that new files belong to.
    var userID: UInt32 { get }

    /// Nil when nothing is there.
    func status(of path: String) throws(FileSystemError) -> FileStatus?

    /// Where a link points to, as it is written in the link.
    func destination(ofLink path: String) throws(FileSystemError) -> String

    /// Reads a regular file of at most `limit` bytes; nil when nothing is there.
    func read(_ path: String, limit: Int) throws(FileSystemError) -> FileContents?

    /// The names of what is in a folder; none when there is no folder.
    func names(inFolder path: String) throws(FileSystemError) -> [String]

    /// Makes a new file in the folder of `path`, 0600 from its first byte, and brings it to the disk.
    ///
    /// - Parameters:
    ///   - path: the file that it is going to replace.
    ///   - bytes: what it holds.
    ///   - status: of `path`, whose mode, owner, group, access list and extended attributes it takes when it is complete; nil leaves
    ///     0600 and the user's own.
    /// - Returns: the path of the new file.
    func createTemporary(beside path: String, holding bytes: [UInt8], like status: FileStatus?) throws(FileSystemError) -> String

    /// Puts a file in the place of another, or where none is.
    func rename(_ path: String, to target: String) throws(FileSystemError)

    /// Lets two files change places in one step.
    func exchange(_ path: String, with other: String) throws(FileSystemError)

    /// Gives a file a second name, which must be free.
    func link(_ path: String, to target: String) throws(FileSystemError)

    func remove(_ path: String) throws(FileSystemError)

    /// Makes a folder with the mode 0700.
    func createFolder(_ path: String) throws(FileSystemError)

    /// Removes an empty folder.
    func removeFolder(_ path: String) throws(FileSystemError)

    /// Brings a folder's entries to the disk.
    func synchronizeFolder(_ path: String) throws(FileSystemError)

    func setMode(_ mode: UInt32, of path: String) throws(FileSystemError)

    /// Waits for the exclusive lock that the file at `path`, made when it is missing, stands for.
    func lock(_ path: String) throws(FileSystemError) -> FileLock
}

/// What is known of a file without reading it.
package struct FileStatus: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case regular, folder, link, other
    }

    package let kind: Kind
    /// The permission bits, as `chmod` takes them.
    package let mode: UInt32
    package let owner: UInt32
    package let group: UInt32
    /// In bytes.
    package let size: Int
}

/// A file as it was read: its bytes, and the status of the very file that they came from.
package struct FileContents: Equatable, Sendable {
    package let bytes: [UInt8]
    package let status: FileStatus
}
