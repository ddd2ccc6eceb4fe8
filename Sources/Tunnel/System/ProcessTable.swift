#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The processes of this machine.
package enum ProcessTable {
    static var ownIdentifier: Int { Int(getpid()) }

    /// Whether a process with this number runs, whoever's it is. One that has ended does not, though its number stays taken until its
    /// parent has asked how it ended: in a container the parent may be a program that never does.
    package static func isRunning(_ identifier: Int) -> Bool {
        guard let number = Int32(exactly: identifier), number > 0 else { return false }
        return (kill(number, 0) == 0 || errno == EPERM) && !isZombie(number)
    }

    #if canImport(Darwin)
        private static func isZombie(_ number: Int32) -> Bool {
            var process = unsafe kinfo_proc()
            var size = MemoryLayout<kinfo_proc>.stride
            var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, number]
            guard unsafe sysctl(&name, u_int(name.count), &process, &size, nil, 0) == 0, size > 0 else { return false }
            return unsafe Int32(process.kp_proc.p_stat) == SZOMB
        }
    #else
        /// In `/proc/PID/stat` the state stands behind the name, which is in parentheses and may have some of its own (proc_pid_stat(5)).
        private static func isZombie(_ number: Int32) -> Bool {
            let descriptor = unsafe open("/proc/\(number)/stat", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            // A number of 10 digits, a name of 64 bytes at most, and what we look for.
            var bytes = [UInt8](repeating: 0, count: 128)
            let count = unsafe read(descriptor, &bytes, bytes.count)
            guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")), end + 2 < count else { return false }
            return bytes[end + 2] == UInt8(ascii: "Z")
        }
    #endif
}
