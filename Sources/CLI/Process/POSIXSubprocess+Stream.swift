#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Subprocess {
    /// A program that runs, and is both ends of a byte stream.
    struct Stream {
        /// What the program reads and writes, as a stream socket. Its owner closes it.
        let socket: Int32
        /// What the program complains of, to be read. Its owner closes it.
        let errors: Int32
        /// To be reaped when the program has ended.
        let processID: Int32
    }

    /// Starts the program with one end of a pair of sockets for its input and its output. The limits of `run` do not hold for it.
    ///
    /// - Throws: `SystemFault`, mostly because the process has too many open files.
    func startStream() throws(SystemFault) -> Stream {
        var sockets: [Int32] = [-1, -1]
        var errors: [Int32] = [-1, -1]
        #if canImport(Glibc)
            let type = Int32(SOCK_STREAM.rawValue)
        #else
            let type = SOCK_STREAM
        #endif
        guard unsafe socketpair(AF_UNIX, type, 0, &sockets) == 0 else { throw SystemFault(code: errno) }
        guard unsafe pipe(&errors) == 0 else {
            let code = errno
            for end in sockets { close(end) }
            throw SystemFault(code: code)
        }
        for end in sockets + errors { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #if canImport(Darwin)
            var one: Int32 = 1
            _ = unsafe setsockopt(sockets[0], SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
        #endif
        var processID: pid_t = 0
        let code = spawn(&processID, input: sockets[1], output: sockets[1], errors: errors[1])
        close(sockets[1])
        close(errors[1])
        guard code == 0 else {
            close(sockets[0])
            close(errors[0])
            throw SystemFault(code: code)
        }
        return Stream(socket: sockets[0], errors: errors[0], processID: processID)
    }

    /// Gives up a stream that nobody has taken over: the program sees the end of its input, and ends.
    static func abandon(_ stream: Stream) {
        close(stream.socket)
        close(stream.errors)
        _ = reap(stream.processID)
    }
}
