#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the program asks of the process that it is: the only file of this target that calls C with pointers.
enum Process {
    /// Ends the process.
    static func exit(_ code: ProgramExit) -> Never {
        #if canImport(Darwin)
            Darwin.exit(code.rawValue)
        #elseif canImport(Glibc)
            Glibc.exit(code.rawValue)
        #elseif canImport(Musl)
            Musl.exit(code.rawValue)
        #endif
    }

    /// A reader of our output that has gone must not end the shim: macOS and Linux would, by default (signal(7)).
    static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// The path of the program that runs, for commands that other programs are told to run.
    static var programPath: String {
        let invoked = CommandLine.arguments.first ?? "argo-shim"
        // A bare name was found through PATH and will be found again.
        guard invoked.contains("/"), let resolved = unsafe realpath(invoked, nil) else { return invoked }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Whether a program of this name is in one of the folders of a `PATH`.
    static func hasProgram(_ name: String, searchPath: String?) -> Bool {
        (searchPath ?? "").split(separator: ":").contains { folder in
            folder.hasPrefix("/") && (unsafe access("\(folder)/\(name)", X_OK)) == 0
        }
    }

    static func flushStandardOutput() {
        // A start-up line must be seen when the output is a pipe; nil flushes every stream (fflush(3)).
        fflush(nil)
    }

    /// Writes text, and gives up without a word where nobody can read it: there is no other place to complain.
    static func writeToStandardError(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Reads a file line by line, also one of `/proc`, whose size is 0 and whose reads come up short; a missing one has no lines.
    ///
    /// - Parameter visit: gets each line without its end; false stops the reading.
    static func readLines(of path: String, _ visit: (Substring) -> Bool) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest.append(contentsOf: buffer[..<count])
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                guard visit(Substring(decoding: rest[..<end], as: UTF8.self)) else { return }
                rest.removeSubrange(...end)
            }
            // No line that anybody looks for is this long.
            guard rest.count <= buffer.count else { return }
        }
    }

    /// Allows as many open files as the system lets this process have: a client connection needs two, and macOS starts with 256.
    static func raiseFileLimit() {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        // macOS refuses more than OPEN_MAX = 10240 (setrlimit(2)).
        let wanted = min(limit.rlim_max, 10_240)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        // Where it is refused the limit stays, and connections beyond it are turned away.
        _ = unsafe setrlimit(resource, &limit)
    }
}
