#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Process {
    /// Starts this program once more, apart from the terminal and from what a terminal's keys end.
    ///
    /// - Parameters:
    ///   - arguments: what follows its name.
    ///   - log: the file that its outputs are added to; it is made, 0600, when it is missing.
    /// - Returns: the new process.
    /// - Throws: `SystemFault` of posix_spawn(3).
    static func startInBackground(_ arguments: [String], log: String) throws(SystemFault) -> Int32 {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = unsafe posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // What this process ignores and blocks is none of the new one's business.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for number in signalsOfWrites { unsafe sigaddset(&signals, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = ownSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        let words = [programPath] + arguments
        var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        var processID: pid_t = 0
        let code = unsafe posix_spawnp(&processID, programPath, &actions, &attributes, &pointers, environ)
        guard code == 0 else { throw SystemFault(code: code) }
        return processID
    }

    #if canImport(Darwin)
        private static let ownSession = Int32(POSIX_SPAWN_SETSID)
    #else
        /// `POSIX_SPAWN_SETSID` of glibc's and musl's spawn.h, which show it to GNU sources alone.
        private static let ownSession: Int32 = 0x80
    #endif

    /// How a child has ended.
    enum ChildEnd {
        case exit(code: Int32)
        /// A signal has ended it, or it is no child.
        case other
    }

    /// How a child of this process has ended, which is forgotten then; nil for one that runs.
    static func end(ofChild child: Int32) -> ChildEnd? {
        var status: Int32 = 0
        let found = unsafe waitpid(child, &status, WNOHANG)
        guard found != 0 else { return nil }
        // The macros WIFEXITED and WEXITSTATUS of wait(2), which Swift does not import.
        return found == child && status & 0x7F == 0 ? .exit(code: (status >> 8) & 0xFF) : .other
    }

    /// Asks a process to end, or ends it.
    static func end(_ processID: Int32, atOnce: Bool = false) {
        // It fails only for a process that is gone, or that is not ours, and then nothing is to be done.
        _ = kill(processID, atOnce ? SIGKILL : SIGTERM)
    }
}
