import CLibrary
import SystemPackage

/// The file that the outputs of a shim in the background go to. When it has grown it becomes the earlier one, and another is begun.
package final class LogFile: Sendable {
    /// A request has a line of some 300 bytes: weeks of work.
    package static let standardLimit = 5 * 1_024 * 1_024

    private let path: String
    private let limit: Int
    private let turn = Locked(())

    /// - Parameters:
    ///   - path: of the file that standard output and standard error are open for.
    ///   - limit: the size at which another file is begun, in bytes.
    package init(path: String, limit: Int = standardLimit) {
        self.path = path
        self.limit = limit
        // An earlier version, or the user, may have made it readable for others.
        _ = fchmod(STDERR_FILENO, 0o600)
    }

    /// The file that was full before this one.
    package static func earlier(_ path: String) -> String { path + ".1" }

    package func write(_ text: String) {
        turn.withLock { _ in
            if isFullOrGone { begin() }
            CurrentProcess.writeToStandardError(text)
        }
    }

    /// Whether the file at the path is still this one: a process that keeps a tunnel shares it with the shim that uses the tunnel.
    private var hasPath: Bool { FileDescriptor.standardError.isFile(at: path) == true }

    private var isFullOrGone: Bool {
        guard let status = try? FileDescriptor.standardError.stat() else { return false }
        return status.size >= limit || status.linkCount == 0
    }

    /// Begins another file, or goes on in the one that another process has begun; where that cannot be done, the old one grows on rather
    /// than that lines are lost.
    private func begin() {
        if hasPath { _ = unsafe rename(path, Self.earlier(path)) }
        let options: FileDescriptor.OpenOptions = [.create, .append, .noFollow]
        guard let file = try? Descriptor.open(path, .writeOnly, options: options, permissions: .ownerReadWrite) else { return }
        for output in [STDOUT_FILENO, STDERR_FILENO] { _ = dup2(file.number, output) }
    }
}

/// Reads a file that grows, and continues with the one that replaces it.
package final class LogReader {
    private let path: String
    /// Nil while there is no file.
    private var file: FileDescriptor?

    /// - Parameter path: of a file that need not be there yet.
    package init(path: String) {
        self.path = path
        file = Self.open(path)
    }

    deinit {
        // Nothing was written.
        try? file?.close()
    }

    /// Leaves out what is there now.
    package func skipToEnd() {
        _ = seek(offset: 0, from: .end)
    }

    /// The last lines of the file.
    ///
    /// - Parameter limit: the most that is read, in bytes.
    package func end(_ limit: Int) -> [UInt8] {
        guard let size = seek(offset: 0, from: .end) else { return [] }
        let begin = max(0, size - Int64(limit))
        _ = seek(offset: begin, from: .start)
        var bytes: [UInt8] = []
        while bytes.count < limit, case let piece = read(), !piece.isEmpty { bytes += piece }
        // The first line has lost its beginning, and with it what says whether it may be shown.
        let whole = begin == 0 ? bytes[...] : bytes.drop { $0 != UInt8(ascii: "\n") }
        return Array(whole.prefix(limit))
    }

    /// The next piece of the file; empty where there is nothing new yet.
    package func next() -> [UInt8] {
        if file == nil { file = Self.open(path) }
        let piece = read()
        guard piece.isEmpty, file?.isFile(at: path, followsLink: true) == false, let successor = Self.open(path) else { return piece }
        // What came between the look and the replacement.
        let rest = read()
        // As above.
        try? file?.close()
        file = successor
        return rest.isEmpty ? read() : rest
    }

    private func seek(offset: Int64, from origin: FileDescriptor.SeekOrigin) -> Int64? {
        // A log that cannot be positioned is read from where it is.
        try? file?.seek(offset: offset, from: origin)
    }

    private func read() -> [UInt8] {
        // What cannot be read now may be readable later, as what is not there yet.
        (try? file?.readSome(limit: 64 * 1_024)) ?? []
    }

    private static func open(_ path: String) -> FileDescriptor? {
        // What cannot be opened now is tried again.
        guard let file = try? Descriptor.open(path, .readOnly, options: .nonBlocking) else { return nil }
        return FileDescriptor(rawValue: file.release())
    }
}
