import ArgumentParser
import Logging

/// How much a command that runs for a while says beside its result.
struct LoudnessOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say only warnings and errors, beside the result.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Log more; the same as --log-level debug.")
    var verbose: Int

    mutating func validate() throws {
        if quiet, verbose > 0 { throw ValidationError("--quiet and --verbose exclude each other.") }
    }

    var isQuiet: Bool { quiet }

    var isVerbose: Bool { verbose > 0 }

    /// The lowest level that is logged.
    ///
    /// - Parameter asked: by an option of its own.
    func level(_ asked: Logger.Level) -> Logger.Level {
        quiet ? max(asked, .warning) : verbose > 0 ? min(asked, .debug) : asked
    }
}
