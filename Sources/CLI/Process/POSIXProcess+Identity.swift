import Tunnel

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

    /// What follows the program's name and the verb on the command line, if there is a verb: the options of a shim, as they were typed.
    static var argumentsBehindVerb: [String] {
        let arguments = CommandLine.arguments.dropFirst()
        return Array(arguments.first.map { $0.hasPrefix("-") } ?? true ? arguments : arguments.dropFirst())
    }

    /// Whether this process has a terminal that could hang up.
    static var hasTerminal: Bool {
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// Whether whoever started this process wants it to live on without a terminal: nohup(1).
    static var ignoresHangUp: Bool {
        var action = sigaction()
        guard unsafe sigaction(SIGHUP, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
            let handler = unsafe action.__sigaction_handler.sa_handler
        #elseif canImport(Musl)
            let handler = unsafe action.__sa_handler.sa_handler
        #else
            let handler = unsafe action.__sigaction_u.__sa_handler
        #endif
        // SIG_IGN is the address 1 on every system here; functions cannot be compared.
        return unsafe unsafeBitCast(handler, to: Int.self) == 1
    }

    /// Whether a process of this user's has this number, and has not ended.
    static func isRunning(_ processID: Int32) -> Bool {
        processID > 1 && kill(processID, 0) == 0 && ProcessTable.isRunning(Int(processID))
    }

    /// The name of this machine, as far as it knows it itself.
    static var hostName: String {
        // 255 bytes at most: HOST_NAME_MAX of POSIX is 255, of Linux 64.
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
