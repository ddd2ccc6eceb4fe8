#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Another program, run to its end without a shell.
///
/// swift-subprocess 1.0.2 would do the same; it was measured to add 2.8 MB of resident memory and three threads on Linux, for a program
/// that is run a few times at the start.
struct Subprocess {
    enum End: Equatable {
        /// It ended by itself. A signal's number comes as 128 + number, as shells tell it.
        case exited(status: Int32, output: [UInt8], errors: [UInt8])
        /// It could not be started; the code is an `errno`.
        case notStarted(code: Int32)
        case outOfTime
        case tooMuchOutput
        /// Somebody wants no answer any more.
        case interrupted
    }

    /// A path.
    let program: String
    let arguments: [String]
    /// The whole environment; nothing is inherited.
    let environment: [String: String]
    /// The most that is taken of each of its two outputs, in bytes.
    var outputLimit = 64 * 1024
    /// Nil for no limit: a person may be looking for a code.
    var timeLimit: Duration?

    /// Blocks the thread until the program is gone. It never outlives the call.
    func run(_ interruption: Interruption) -> End {
        guard let output = Pipe(), let errors = Pipe() else { return .notStarted(code: EMFILE) }
        var processID: pid_t = 0
        let code = spawn(&processID, output: output.writeEnd, errors: errors.writeEnd)
        output.closeWriteEnd()
        errors.closeWriteEnd()
        guard code == 0 else { return .notStarted(code: code) }
        let deadline = timeLimit.map { ContinuousClock.now + $0 }
        let stop = collect([output, errors], until: deadline, interruption) ?? outlast(processID, until: deadline, interruption)
        if stop != nil { kill(processID, SIGKILL) }
        let status = Self.reap(processID)
        // One that ended in time has said what it had to say, even if a child of its own keeps its output open.
        if let stop, stop == .interrupted || stop == .tooMuchOutput || status != 0 { return stop }
        return .exited(status: status, output: output.bytes, errors: errors.bytes)
    }

    // MARK: Output

    /// Reads both outputs to their ends.
    ///
    /// - Returns: why the program must be stopped; nil when the outputs have ended.
    private func collect(_ pipes: [Pipe], until deadline: ContinuousClock.Instant?, _ interruption: Interruption) -> End? {
        while true {
            let open = pipes.filter(\.isOpen)
            if open.isEmpty { return nil }
            let ready = interruption.wait(for: open.map(\.readEnd), milliseconds: Self.milliseconds(until: deadline))
            for (pipe, isReady) in zip(open, ready) where isReady { pipe.read() }
            if interruption.isTriggered { return .interrupted }
            if pipes.contains(where: { $0.bytes.count > outputLimit }) { return .tooMuchOutput }
            if let deadline, ContinuousClock.now >= deadline { return .outOfTime }
        }
    }

    /// Waits for a program that has closed its outputs.
    private func outlast(_ processID: pid_t, until deadline: ContinuousClock.Instant?, _ interruption: Interruption) -> End? {
        while true {
            var information = unsafe siginfo_t()
            // Leaves it to be reaped, so that its number stays its own.
            let found = unsafe waitid(P_PID, id_t(processID), &information, WEXITED | WNOHANG | WNOWAIT)
            if unsafe found != 0 || information.si_signo == SIGCHLD { return nil }
            if interruption.isTriggered { return .interrupted }
            if let deadline, ContinuousClock.now >= deadline { return .outOfTime }
            _ = interruption.wait(for: [], milliseconds: 10)
        }
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = (deadline - ContinuousClock.now) / .milliseconds(1)
        return Int32(max(0, min(left.rounded(.up), 60_000)))
    }

    /// Waits for the end of a program, and forgets it.
    ///
    /// - Returns: its exit status; a signal's number as 128 + number.
    static func reap(_ processID: pid_t) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(processID, &status, 0) == -1 && errno == EINTR {}
        // The macros WIFEXITED and WEXITSTATUS of wait(2), which Swift does not import.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }

    // MARK: Start

    /// - Parameter input: nil for nothing to read.
    /// - Returns: an `errno`, or 0.
    func spawn(_ processID: inout pid_t, input: Int32? = nil, output: Int32, errors: Int32) -> Int32 {
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
        if let input {
            unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        #if canImport(Glibc)
            // NIO's sockets survive execve(2): a child that lives on would hold the port of a shim that has ended. Since glibc 2.34; it is
            // looked up by its name, so that the program builds with an older one.
            typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
            if let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") {
                _ = unsafe unsafeBitCast(symbol, to: CloseFrom.self)(&actions, STDERR_FILENO + 1)
            }
        #endif
        // What we ignore would be so in the child (execve(2)).
        var defaults = sigset_t()
        unsafe sigemptyset(&defaults)
        for signal in Process.signalsOfWrites + [SIGINT, SIGTERM, SIGHUP, SIGUSR1] { unsafe sigaddset(&defaults, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        // Threads of pools hold signals back, and a child would inherit that too.
        var held = sigset_t()
        unsafe sigemptyset(&held)
        unsafe posix_spawnattr_setsigmask(&attributes, &held)
        var flags = Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
        #if canImport(Darwin)
            flags |= Int16(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #endif
        unsafe posix_spawnattr_setflags(&attributes, flags)

        let words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        let variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        return unsafe posix_spawn(&processID, program, &actions, &attributes, words, variables)
    }
}

/// One output of a program.
private final class Pipe {
    let readEnd: Int32
    private(set) var writeEnd: Int32
    private(set) var bytes: [UInt8] = []
    private(set) var isOpen = true

    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        closeWriteEnd()
        close(readEnd)
    }

    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    /// Takes what is there; the caller bounds how much that becomes.
    func read() {
        do {
            let piece = try Process.bytes(from: readEnd, limit: 4_096)
            isOpen = !piece.isEmpty
            bytes += piece
        } catch {
            isOpen = error.code == EINTR
        }
    }
}
