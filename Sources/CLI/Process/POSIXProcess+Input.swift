#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Process {
    /// Whether a person can be asked: questions go to standard error, answers come from standard input.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Whether standard output is a terminal.
    static var showsOutputToPerson: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether standard error is a terminal.
    static var showsErrorsToPerson: Bool { isatty(STDERR_FILENO) == 1 }

    /// Everything on standard input.
    ///
    /// - Parameter limit: the most that is read, in bytes.
    /// - Returns: nil when there is more than that, or nothing can be read.
    static func readStandardInput(limit: Int) -> [UInt8]? {
        readToEnd(of: STDIN_FILENO, limit: limit)
    }

    /// A whole file, also one that a link leads to.
    ///
    /// - Parameter limit: the most that is read, in bytes.
    /// - Returns: nil when there is more than that, or nothing can be read.
    static func readFile(_ path: String, limit: Int) -> [UInt8]? {
        // Without O_NONBLOCK a pipe in the place of a file would be waited for.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return readToEnd(of: descriptor, limit: limit)
    }

    private static func readToEnd(of descriptor: Int32, limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit + 1, 64 * 1024))
        while bytes.count <= limit {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
        return nil
    }
}
