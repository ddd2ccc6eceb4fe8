#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads a file that grows, and goes on with the one that takes its place.
final class LogReader {
    private let path: String
    private var descriptor: Int32

    /// - Parameter path: of a file that need not be there yet.
    init(path: String) {
        self.path = path
        descriptor = Self.open(path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Leaves out what is there now.
    func skipToEnd() {
        if descriptor >= 0 { _ = lseek(descriptor, 0, SEEK_END) }
    }

    /// The last lines of the file.
    ///
    /// - Parameter limit: the most that is read, in bytes.
    func end(_ limit: Int) -> [UInt8] {
        guard descriptor >= 0 else { return [] }
        let begin = max(0, Int(lseek(descriptor, 0, SEEK_END)) - limit)
        _ = lseek(descriptor, off_t(begin), SEEK_SET)
        var bytes: [UInt8] = []
        while bytes.count < limit, case let piece = read(), !piece.isEmpty { bytes += piece }
        // The first line has lost its beginning, and with it what says whether it may be shown.
        let whole = begin == 0 ? bytes[...] : bytes.drop { $0 != UInt8(ascii: "\n") }
        return Array(whole.prefix(limit))
    }

    /// The next piece of the file; empty where there is nothing new yet.
    func next() -> [UInt8] {
        if descriptor < 0 { descriptor = Self.open(path) }
        let piece = read()
        guard piece.isEmpty, isReplaced else { return piece }
        let successor = Self.open(path)
        guard successor >= 0 else { return [] }
        // What came between the look and the replacement.
        let rest = read()
        close(descriptor)
        descriptor = successor
        return rest.isEmpty ? read() : rest
    }

    private var isReplaced: Bool {
        var (own, named) = (stat(), stat())
        guard descriptor >= 0, unsafe fstat(descriptor, &own) == 0, unsafe stat(path, &named) == 0 else { return false }
        return own.st_ino != named.st_ino || own.st_dev != named.st_dev
    }

    private func read() -> [UInt8] {
        // What cannot be read now may be readable later, as what is not there yet.
        descriptor >= 0 ? (try? Process.bytes(from: descriptor, limit: 64 * 1_024)) ?? [] : []
    }

    private static func open(_ path: String) -> Int32 {
        #if canImport(Darwin)
            unsafe Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #elseif canImport(Glibc)
            unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #elseif canImport(Musl)
            unsafe Musl.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #endif
    }
}
