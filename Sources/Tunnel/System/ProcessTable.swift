#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The processes of this machine.
enum ProcessTable {
    static var ownIdentifier: Int { Int(getpid()) }

    /// Whether a process with this number is there, whoever's it is.
    static func isRunning(_ identifier: Int) -> Bool {
        guard let number = Int32(exactly: identifier), number > 0 else { return false }
        return kill(number, 0) == 0 || errno == EPERM
    }
}
