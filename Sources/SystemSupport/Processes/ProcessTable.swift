#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The processes of this machine.
package enum ProcessTable {
    /// Whether a process with this number runs, whoever's it is. One that has ended does not, though its number stays taken until its
    /// parent has asked how it ended: in a container the parent may be a program that never does.
    package static func isRunning(_ identifier: Int) -> Bool {
        guard let number = Int32(exactly: identifier), number > 0 else { return false }
        return (kill(number, 0) == 0 || errno == EPERM) && !isZombie(number)
    }

    /// Whether a process of this user's has this number, and has not ended.
    package static func isRunningForUser(_ processID: Int32) -> Bool {
        processID > 1 && kill(processID, 0) == 0 && isRunning(Int(processID))
    }

    #if canImport(Darwin)
        private static func isZombie(_ number: Int32) -> Bool {
            var process = kinfo_proc()
            var size = MemoryLayout<kinfo_proc>.stride
            var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, number]
            guard unsafe sysctl(&name, u_int(name.count), &process, &size, nil, 0) == 0, size > 0 else { return false }
            return Int32(process.kp_proc.p_stat) == SZOMB
        }
    #else
        /// In `/proc/PID/stat` the state stands behind the name, which is in parentheses and may have some of its own (proc_pid_stat(5)).
        private static func isZombie(_ number: Int32) -> Bool {
            // A number of 10 digits, a name of 64 bytes at most, and what we look for. Without the file the process has ended.
            guard let bytes = try? WholeFile("/proc/\(number)/stat", limit: 128).bytes,
                let end = bytes.lastIndex(of: UInt8(ascii: ")")), end + 2 < bytes.count
            else { return false }
            return bytes[end + 2] == UInt8(ascii: "Z")
        }
    #endif
}
