#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files of the user's that are read as a whole or grow by a line, and are never written anew. Links are followed, and devices are
/// taken like files: a configuration may say `/dev/null`.
enum SystemFile {
    /// A call that failed; `code` is errno.
    struct Failure: Error, Equatable {
        let code: Int32
    }

    struct Contents: Equatable {
        var bytes: [UInt8]
        /// Whether the file goes on behind the limit.
        var isCut: Bool
    }

    /// Reads a file from its beginning.
    ///
    /// - Parameter limit: bytes.
    /// - Returns: nil where there is no such file.
    static func contents(of path: String, limit: Int) throws(Failure) -> Contents? {
        let file: Descriptor
        do {
            file = try openFile(path, O_RDONLY)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw error
        }
        let number = file.number
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = repeating { unsafe chunk.withUnsafeMutableBytes { unsafe read(number, $0.baseAddress, $0.count) } }
            guard count >= 0 else { throw Failure(code: errno) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        let isCut = bytes.count > limit
        if isCut { bytes.removeLast(bytes.count - limit) }
        return Contents(bytes: bytes, isCut: isCut)
    }

    /// Appends a line in one write, behind a line feed if the file's last line has none.
    ///
    /// A file that is missing is made with mode 0600, and so is its folder, with 0700, but not the folders above.
    ///
    /// - Parameter line: without its line feed.
    static func append(line: String, to path: String) throws(Failure) {
        let file = try openForAppending(path)
        let number = file.number
        var last = UInt8(ascii: "\n")
        let end = lseek(number, 0, SEEK_END)
        // A device has no end to look at. A byte that cannot be read is no hindrance to writing.
        if end > 0 { _ = unsafe pread(number, &last, 1, end - 1) }
        let text = Array(((last == UInt8(ascii: "\n") ? "" : "\n") + line + "\n").utf8)
        let count = repeating { unsafe text.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) } }
        guard count >= 0 else { throw Failure(code: errno) }
        // Only a disk that is full takes a part of a line; the next line appended here begins behind a line feed.
        guard count == text.count else { throw Failure(code: ENOSPC) }
    }

    private static func openForAppending(_ path: String) throws(Failure) -> Descriptor {
        let flags = O_RDWR | O_APPEND | O_CREAT
        do {
            return try openFile(path, flags)
        } catch {
            guard error.code == ENOENT, let slash = path.lastIndex(of: "/") else { throw error }
            let folder = String(path[..<slash])
            guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Failure(code: errno) }
        }
        return try openFile(path, flags)
    }

    /// Opens without waiting for the other end of a pipe and without taking a terminal for ours; no child process inherits it.
    private static func openFile(_ path: String, _ flags: Int32) throws(Failure) -> Descriptor {
        // C would take the path to end at the NUL.
        guard !path.utf8.contains(0) else { throw Failure(code: EINVAL) }
        let number = repeating { unsafe open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600 as mode_t) }
        guard number >= 0 else { throw Failure(code: errno) }
        return Descriptor(owning: number)
    }

    /// Calls again as long as a signal interrupted the call.
    private static func repeating<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }
}
