#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Process {
    /// The number by which other programs send this one a signal.
    static var ownID: Int32 { getpid() }

    /// Whether a process of this user's has this number.
    static func isRunning(_ processID: Int32) -> Bool {
        processID > 1 && kill(processID, 0) == 0
    }

    /// The name of this machine, as far as it knows it itself.
    static var hostName: String {
        // 255 bytes at most: HOST_NAME_MAX of POSIX is 255, of Linux 64.
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
