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

    /// What a write that fails would end the program with, by default (signal(7)): where its reader has gone, and where a file would grow
    /// beyond `ulimit -f`. Other programs get the default back.
    static let signalsOfWrites = [SIGPIPE, SIGXFSZ]

    /// Has a write that fails be an error like any other.
    static func surviveFailedWrites() {
        for number in signalsOfWrites { _ = signal(number, SIG_IGN) }
    }

    /// Whether nobody can read this process's output any more: those that go on printing for ever end then.
    static var hasLostReader: Bool {
        // Only what goes wrong is asked for, and that is told without being asked for (poll(2)).
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return unsafe poll(&output, 1, 0) > 0
    }

    /// Whether a program of this name is in one of the folders of a `PATH`.
    static func hasProgram(_ name: String, searchPath: String?) -> Bool {
        findProgram(name, searchPath: searchPath) != nil
    }

    /// The path of a program: a path as it is, a name as it is found in the absolute folders of a `PATH`.
    static func findProgram(_ name: String, searchPath: String?) -> String? {
        if name.contains("/") { return isProgram(name) ? name : nil }
        let folders = (searchPath ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        return folders.map { "\($0)/\(name)" }.first(where: isProgram)
    }

    /// Whether this user may run what is at this path.
    static func isProgram(_ path: String) -> Bool {
        (unsafe access(path, X_OK)) == 0
    }

    /// Whether there is anything at this path.
    static func exists(_ path: String) -> Bool {
        (unsafe access(path, F_OK)) == 0
    }

    /// Absolute path of the folder that the process is in; `/` where it has been removed.
    static var workingFolder: String {
        guard let path = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// Seconds since 1970.
    static var unixTime: Int { time(nil) }

    /// The system's words for an `errno`.
    static func reason(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        // Swift takes the POSIX variant, which fills the buffer, from every C library.
        guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The home folder of the system's user database, which `ssh` takes for `~` whatever `$HOME` says; nil for a user that it does not have.
    static var registeredHome: String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4_096)
        guard unsafe getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil,
            let home = unsafe entry.pw_dir
        else { return nil }
        return unsafe String(cString: home)
    }

    /// The number of the user who runs this process.
    static var userID: UInt32 { getuid() }

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
