import CLibrary

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
            var process = unsafe kinfo_proc()
            var size = unsafe MemoryLayout<kinfo_proc>.stride
            var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, number]
            guard unsafe sysctl(&name, u_int(name.count), &process, &size, nil, 0) == 0, size > 0 else { return false }
            return unsafe Int32(process.kp_proc.p_stat) == SZOMB
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

/// The process that listens on a port, found out without sending it a byte.
package struct PortHolder: Equatable, Sendable {
    /// Nil when the process belongs to another user and the system does not tell.
    package let processID: Int?
    /// The program's name; nil as above.
    package let name: String?
    /// The numeric user id that the socket belongs to.
    package let userID: Int?

    /// Looks for the listener of a TCP port on any local address.
    package static func find(port: Int) -> PortHolder? {
        #if os(Linux)
            return findInProc(port: port)
        #else
            return findWithLsof(port: port)
        #endif
    }
}

#if os(Linux)
    extension PortHolder {
        /// `/proc/net/tcp` names the socket's inode and owner (proc(5)); `/proc/PID/fd` of our own processes tells whose it is.
        private static func findInProc(port: Int) -> PortHolder? {
            guard let socket = listeningSocket(port: port) else { return nil }
            let owner = "socket:[\(socket.inode)]"
            for processID in names(inFolder: "/proc").compactMap({ Int($0) }).sorted() {
                let folder = "/proc/\(processID)/fd"
                // Descriptors of other users' processes cannot be read, and any may be gone meanwhile.
                let holds = names(inFolder: folder).contains { (try? LocalFileSystem().destination(ofLink: "\(folder)/\($0)")) == owner }
                if holds { return PortHolder(processID: processID, name: programName(processID), userID: socket.userID) }
            }
            return PortHolder(processID: nil, name: nil, userID: socket.userID)
        }

        /// The kernel gives the table in pieces, and a line can slip through between two of them when connections come and go.
        private static func listeningSocket(port: Int) -> (inode: String, userID: Int?)? {
            for _ in 0..<3 {
                for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
                    if let socket = listeningSocket(in: table, port: port) { return socket }
                }
            }
            return nil
        }

        private static func listeningSocket(in path: String, port: Int) -> (inode: String, userID: Int?)? {
            // In four digits.
            let suffix = ":" + String(0x1_0000 + port, radix: 16, uppercase: true).dropFirst()
            var found: (inode: String, userID: Int?)?
            WholeFile.readLines(of: path) { line in
                let fields = line.split(separator: " ", omittingEmptySubsequences: true)
                // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode; state 0A is LISTEN.
                guard fields.count > 9, fields[3] == "0A", fields[1].hasSuffix(suffix) else { return true }
                found = (String(fields[9]), Int(fields[7]))
                return false
            }
            return found
        }

        private static func names(inFolder path: String) -> [String] {
            // Not readable means nothing to see.
            (try? LocalFileSystem().names(inFolder: path)) ?? []
        }

        private static func programName(_ processID: Int) -> String? {
            // A name of 64 bytes at most, and a line feed.
            guard let bytes = WholeFile.bytes(of: "/proc/\(processID)/comm", limit: 128) else { return nil }
            return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }
    }
#else
    extension PortHolder {
        /// macOS has no call for this; `lsof` belongs to the system. Its `-F` output is one field a line (lsof(8)).
        private static func findWithLsof(port: Int) -> PortHolder? {
            let lsof = Subprocess(
                program: "/usr/sbin/lsof", arguments: ["-nP", "-iTCP:\(port)", "-sTCP:LISTEN", "-Fpcu"], environment: [:],
                timeLimit: .seconds(10))
            // Without lsof nothing is known, which is an answer too.
            guard case .exited(_, let output, _) = lsof.run(Interruption()) else { return nil }
            let text = String(decoding: output, as: UTF8.self)
            let lines = text.split(separator: "\n")
            func field(_ letter: Character) -> String? { lines.first { $0.first == letter }.map { String($0.dropFirst()) } }
            guard let processID = field("p").flatMap({ Int($0) }) else { return nil }
            return PortHolder(processID: processID, name: field("c"), userID: field("u").flatMap { Int($0) })
        }
    }
#endif
