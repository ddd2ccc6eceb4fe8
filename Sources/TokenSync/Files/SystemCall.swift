#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The system's calls that take pointers, each behind a function that takes none: the only unsafe expressions of this module.
enum SystemCall {
    /// Opens a file; the descriptor is not inherited by child processes.
    static func openFile(_ path: String, _ flags: Int32, mode: UInt32 = 0) throws(FileSystemError) -> OpenFile {
        let descriptor = repeating { unsafe open(path, flags | O_CLOEXEC, mode_t(truncatingIfNeeded: mode)) }
        guard descriptor >= 0 else { throw .failed(.open, path: path, code: errno) }
        return OpenFile(owning: descriptor)
    }

    static func status(of file: borrowing OpenFile, path: String) throws(FileSystemError) -> FileStatus {
        var entry = stat()
        guard unsafe fstat(file.descriptor, &entry) == 0 else { throw .failed(.inspect, path: path, code: errno) }
        return FileStatus(entry)
    }

    static func status(ofPath path: String) throws(FileSystemError) -> FileStatus {
        var entry = stat()
        guard unsafe lstat(path, &entry) == 0 else { throw .failed(.inspect, path: path, code: errno) }
        return FileStatus(entry)
    }

    /// Reads from the file's position to its end, or `limit` bytes.
    static func readBytes(_ file: borrowing OpenFile, limit: Int, path: String) throws(FileSystemError) -> [UInt8] {
        let descriptor = file.descriptor
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, 65_536))
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = repeating { unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, wanted) } }
            guard count >= 0 else { throw .failed(.read, path: path, code: errno) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    static func writeBytes(_ bytes: [UInt8], to file: borrowing OpenFile, path: String) throws(FileSystemError) {
        let descriptor = file.descriptor
        var position = 0
        while position < bytes.count {
            let rest = bytes[position...]
            let count = repeating { unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) } }
            guard count > 0 else { throw .failed(.write, path: path, code: errno) }
            position += count
        }
    }

    static func moveFile(_ path: String, to target: String) throws(FileSystemError) {
        guard unsafe rename(path, target) == 0 else { throw .failed(.rename, path: target, code: errno) }
    }

    static func linkFile(_ path: String, to target: String) throws(FileSystemError) {
        guard unsafe link(path, target) == 0 else { throw .failed(.link, path: target, code: errno) }
    }

    static func removeFile(_ path: String) throws(FileSystemError) {
        guard unsafe unlink(path) == 0 else { throw .failed(.remove, path: path, code: errno) }
    }

    static func makeFolder(_ path: String, mode: UInt32) throws(FileSystemError) {
        guard unsafe mkdir(path, mode_t(truncatingIfNeeded: mode)) == 0 else { throw .failed(.createFolder, path: path, code: errno) }
    }

    static func removeFolder(_ path: String) throws(FileSystemError) {
        guard unsafe rmdir(path) == 0 else { throw .failed(.remove, path: path, code: errno) }
    }

    static func destination(ofLink path: String) throws(FileSystemError) -> String {
        // PATH_MAX is 4096 on Linux and 1024 on macOS; a longer destination could not be opened anyway.
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = unsafe readlink(path, &buffer, buffer.count)
        guard count >= 0 else { throw .failed(.read, path: path, code: errno) }
        // A name that is no text would become another one, and a file be made there.
        guard let text = String(validating: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) else {
            throw .failed(.read, path: path, code: EILSEQ)
        }
        return text
    }

    /// Lets two files change places in one step: renameat2(2) on Linux, renamex_np(2) on macOS.
    static func exchangeFiles(_ path: String, _ other: String) throws(FileSystemError) {
        #if canImport(Darwin)
            guard unsafe renamex_np(path, other, UInt32(RENAME_SWAP)) == 0 else { throw .failed(.exchange, path: other, code: errno) }
        #else
            // Swift's view of the C library hides renameat2, so that it is looked up by its name.
            typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
            guard let symbol = unsafe dlsym(nil, "renameat2") else { throw .failed(.exchange, path: other, code: ENOSYS) }
            let renameFiles = unsafe unsafeBitCast(symbol, to: Rename.self)
            // RENAME_EXCHANGE of linux/fs.h.
            guard unsafe renameFiles(AT_FDCWD, path, AT_FDCWD, other, 1 << 1) == 0 else {
                throw .failed(.exchange, path: other, code: errno)
            }
        #endif
    }

    /// The system's words for an error code.
    static func message(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        // Swift takes the POSIX variant, which fills the buffer, from every C library.
        guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Calls again as long as a signal interrupted the call.
    private static func repeating<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }
}

extension FileStatus {
    fileprivate init(_ entry: stat) {
        let format = UInt32(entry.st_mode) & UInt32(S_IFMT)
        let kind: Kind =
            switch format {
            case UInt32(S_IFREG): .regular
            case UInt32(S_IFDIR): .folder
            case UInt32(S_IFLNK): .link
            default: .other
            }
        self.init(
            kind: kind, mode: UInt32(entry.st_mode) & 0o7777, owner: UInt32(entry.st_uid), group: UInt32(entry.st_gid),
            size: Int(entry.st_size))
    }
}
