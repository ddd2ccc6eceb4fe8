import CLibrary
import SystemPackage

/// A program to be started by posix_spawn(3): the one place where a process of ours gets another.
struct ProcessLaunch {
    /// What one of a program's standard streams is connected to.
    enum Stream {
        case inherited
        case null
        case descriptor(Int32)
        /// A file that it appends to; it is made, 0600, when it is missing.
        case file(String)
        /// What its standard output is connected to.
        case output
    }

    /// A path.
    let program: String
    let arguments: [String]
    /// The whole environment; nil for that of this process.
    var environment: [String: String]?
    var input = Stream.inherited
    var output = Stream.inherited
    var errors = Stream.inherited
    /// Whether a terminal's keys and its end do not reach the program.
    var hasOwnSession = false
    /// Whether it gets none of our open files but its standard streams.
    var closesOtherFiles = false

    /// Beside those of writes: what this process ignores, and the new one shall not (execve(2)).
    var defaultSignals: [Int32] = []

    /// Starts it.
    ///
    /// - Returns: the number of the process, which must be reaped.
    /// - Throws: `Errno`.
    func start() throws(Errno) -> Int32 {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = unsafe posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        for (stream, number) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO)] {
            switch stream {
            case .inherited: break
            case .null: unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            case .descriptor(let descriptor): unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, number)
            case .file(let path): unsafe posix_spawn_file_actions_addopen(&actions, number, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            case .output: unsafe posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, number)
            }
        }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        // Threads of pools, and Swift's, hold signals back, and a child would inherit that.
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in CurrentProcess.signalsOfWrites + defaultSignals { unsafe sigaddset(&signals, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        if hasOwnSession { flags |= Self.ownSession }
        if closesOtherFiles {
            #if canImport(Darwin)
                flags |= Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
            #elseif canImport(Glibc)
                // NIO's sockets survive execve(2): a child that lives on would hold the port of a shim that has ended. Since glibc 2.34;
                // it is looked up by its name, so that the program builds with an older one.
                typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
                if let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") {
                    _ = unsafe unsafeBitCast(symbol, to: CloseFrom.self)(&actions, STDERR_FILENO + 1)
                }
            #endif
        }
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        let words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        let variables = unsafe environment?.map { unsafe strdup("\($0.key)=\($0.value)") } ?? []
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var processID: pid_t = 0
        let code =
            environment == nil
            ? unsafe posix_spawn(&processID, program, &actions, &attributes, words, environ)
            : unsafe posix_spawn(&processID, program, &actions, &attributes, words, variables + [nil])
        guard code == 0 else { throw Errno(rawValue: code) }
        return processID
    }

    #if canImport(Darwin)
        private static let ownSession = Int32(POSIX_SPAWN_SETSID)
    #else
        /// `POSIX_SPAWN_SETSID` of glibc's and musl's spawn.h, which show it to GNU sources alone.
        private static let ownSession: Int32 = 0x80
    #endif
}
