import NIOConcurrencyHelpers

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The file that the outputs of a shim in the background go to. When it has grown it becomes the earlier one, and another is begun.
final class LogFile: Sendable {
    /// A request has a line of some 300 bytes: weeks of work.
    static let standardLimit = 5 * 1_024 * 1_024

    private let path: String
    private let limit: Int
    private let lock = NIOLock()

    /// - Parameters:
    ///   - path: of the file that standard output and standard error are open for.
    ///   - limit: the size at which another file is begun, in bytes.
    init(path: String, limit: Int = standardLimit) {
        self.path = path
        self.limit = limit
        // An earlier version, or the user, may have made it readable for others.
        _ = fchmod(STDERR_FILENO, 0o600)
    }

    /// The file that was full before this one.
    static func earlier(_ path: String) -> String { path + ".1" }

    func write(_ text: String) {
        lock.withLock {
            if isFullOrGone { begin() }
            Process.writeToStandardError(text)
        }
    }

    /// Whether the file at the path is still this one: a process that keeps a tunnel shares it with the shim that uses the tunnel.
    private var hasPath: Bool {
        var (own, named) = (stat(), stat())
        guard unsafe fstat(STDERR_FILENO, &own) == 0, unsafe lstat(path, &named) == 0 else { return false }
        return own.st_dev == named.st_dev && own.st_ino == named.st_ino
    }

    private var isFullOrGone: Bool {
        var status = stat()
        guard unsafe fstat(STDERR_FILENO, &status) == 0 else { return false }
        return status.st_size >= limit || status.st_nlink == 0
    }

    /// Begins another file, or goes on in the one that another process has begun; where that cannot be done, the old one grows on rather
    /// than that lines are lost.
    private func begin() {
        if hasPath { _ = unsafe rename(path, Self.earlier(path)) }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        for output in [STDOUT_FILENO, STDERR_FILENO] { _ = dup2(descriptor, output) }
    }
}
