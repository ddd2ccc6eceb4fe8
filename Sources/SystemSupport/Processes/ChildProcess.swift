import CLibrary
package import SystemPackage

/// A process that this one has started, and that is not waited for at once.
package enum ChildProcess {
    /// How a process has ended.
    package enum End: Equatable, Sendable {
        case exit(code: Int32)
        case signal(Int32)
        /// It is no child, or somebody else has asked.
        case unknown

        /// The macros WIFEXITED, WEXITSTATUS and WTERMSIG of wait(2), which Swift does not import.
        init(status: Int32) { self = status & 0x7F == 0 ? .exit(code: (status >> 8) & 0xFF) : .signal(status & 0x7F) }

        /// The exit code; 128 + the number of a signal, as shells tell it.
        var shellCode: Int32? {
            switch self {
            case .exit(let code): code
            case .signal(let number): 128 + number
            case .unknown: nil
            }
        }
    }

    /// Starts this program once more, apart from the terminal and from what a terminal's keys end.
    ///
    /// - Parameters:
    ///   - arguments: what follows its name.
    ///   - log: the file that its outputs are added to; it is made, 0600, when it is missing.
    /// - Returns: the number of the new process.
    /// - Throws: `Errno`.
    package static func startInBackground(_ arguments: [String], log: String) throws(Errno) -> Int32 {
        try ProcessLaunch(
            program: CurrentProcess.programPath, arguments: arguments, input: .null, output: .file(log), errors: .output,
            hasOwnSession: true
        ).start()
    }

    /// Runs another program at our terminal, with our environment, and waits for its end. Ctrl-C and Ctrl-\ are its own meanwhile.
    ///
    /// - Parameter words: the path of the program, and its arguments.
    /// - Returns: its exit code; 128 + the number of a signal that has ended it; nil where it could not be started.
    package static func runInForeground(_ words: [String]) -> Int32? {
        guard let program = words.first else { return nil }
        _ = signal(SIGINT, SIG_IGN)
        _ = signal(SIGQUIT, SIG_IGN)
        defer {
            _ = signal(SIGINT, SIG_DFL)
            _ = signal(SIGQUIT, SIG_DFL)
        }
        // Nil says it all: the caller names the program.
        let launch = ProcessLaunch(program: program, arguments: Array(words.dropFirst()), defaultSignals: [SIGINT, SIGQUIT])
        guard let processID = try? launch.start() else { return nil }
        return wait(for: processID).shellCode
    }

    /// How a child has ended, which is forgotten then; nil for one that runs.
    package static func end(of child: Int32) -> End? {
        var status: Int32 = 0
        let found = unsafe waitpid(child, &status, WNOHANG)
        guard found != 0 else { return nil }
        return found == child ? End(status: status) : .unknown
    }

    /// Waits for the end of a child, and forgets it; blocks the thread.
    static func wait(for child: Int32) -> End {
        var status: Int32 = 0
        do {
            try retrying { unsafe waitpid(child, &status, 0) }
            return End(status: status)
        } catch {
            return .unknown
        }
    }

    /// Asks a process to end, or ends it.
    package static func end(_ processID: Int32, atOnce: Bool = false) {
        // It fails only for a process that is gone, or that is not ours, and then nothing is to be done.
        _ = kill(processID, atOnce ? SIGKILL : SIGTERM)
    }
}

/// Programs as files.
package enum ProgramFile {
    /// The path of a program: a path as it is, a name as it is found in the absolute folders of a `PATH`.
    package static func find(_ name: String, searchPath: String?) -> String? {
        if name.contains("/") { return isExecutable(name) ? name : nil }
        let folders = (searchPath ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        return folders.map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    /// Whether this user may run what is at this path.
    package static func isExecutable(_ path: String) -> Bool {
        (unsafe access(path, X_OK)) == 0
    }
}
