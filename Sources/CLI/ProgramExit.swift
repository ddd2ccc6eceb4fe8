import SystemSupport

/// The exit codes of every command.
enum ProgramExit: Int32 {
    case success = 0
    /// It did not work; the message says why.
    case failure = 1
    /// The command line or a setting is wrong.
    case usage = 2
    /// It works, but not in full or not for long.
    case degraded = 3
    /// A person must log in.
    case needsLogin = 4
    /// No shim is running.
    case notRunning = 5
    /// The command to run is there and cannot be run (POSIX.1-2024, env: exit status).
    case commandNotExecutable = 126
    /// The command to run is not there (POSIX.1-2024, env: exit status).
    case commandNotFound = 127
    /// Ctrl-C, before there was anything to end: 128 + SIGINT, as shells tell it.
    case interrupted = 130
}

extension CurrentProcess {
    /// Ends the process.
    static func exit(_ code: ProgramExit) -> Never { exit(code: code.rawValue) }

    /// What follows the program's name and the verb on the command line, if there is a verb: the options of a shim, as they were typed.
    static var argumentsBehindVerb: [String] {
        let arguments = CommandLine.arguments.dropFirst()
        return Array(arguments.first.map { $0.hasPrefix("-") } ?? true ? arguments : arguments.dropFirst())
    }
}
