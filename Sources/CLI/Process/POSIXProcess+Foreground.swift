#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Process {
    /// Runs another program at our terminal, with our environment, and waits for its end. Ctrl-C and Ctrl-\ are its own meanwhile.
    ///
    /// - Parameter words: the path of the program, and its arguments.
    /// - Returns: its exit code; 128 + the number of a signal that has ended it; nil where it could not be started.
    static func runInForeground(_ words: [String]) -> Int32? {
        #if canImport(Darwin)
            var attributes: posix_spawnattr_t?
        #else
            var attributes = posix_spawnattr_t()
        #endif
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // What this process ignores, and what its runtime blocks, must not stay so in the other one (posix_spawn(3)).
        var mask = sigset_t()
        var defaults = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe sigemptyset(&defaults)
        for number in signalsOfWrites + [SIGINT, SIGQUIT] { unsafe sigaddset(&defaults, number) }
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        guard let program = words.first else { return nil }
        _ = signal(SIGINT, SIG_IGN)
        _ = signal(SIGQUIT, SIG_IGN)
        defer {
            _ = signal(SIGINT, SIG_DFL)
            _ = signal(SIGQUIT, SIG_DFL)
        }
        var processID: pid_t = 0
        guard unsafe posix_spawn(&processID, program, nil, &attributes, &pointers, environ) == 0 else { return nil }
        var status: Int32 = 0
        while unsafe waitpid(processID, &status, 0) == -1 {
            guard errno == EINTR else { return nil }
        }
        // The macros WIFEXITED and WEXITSTATUS of wait(2), which Swift does not import.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }
}
