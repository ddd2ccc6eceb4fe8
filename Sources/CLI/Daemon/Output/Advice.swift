import FakeArgo
import Relay
import Shim
import SystemSupport
import TokenSync
import Tunnel

/// An error in words for the terminal: what happened, and the next command to type.
struct Advice: Error, Equatable {
    let summary: String
    var hints: [String] = []
    var exitCode = ProgramExit.failure

    init(_ summary: String, hints: [String] = [], exitCode: ProgramExit = .failure) {
        self.summary = summary
        self.hints = hints
        self.exitCode = exitCode
    }

    /// The words for an error of ours; nil for the argument parser's.
    init?(_ error: any Error) {
        switch error {
        case let advice as Advice: self = advice
        case let error as ConfigFaults: self.init(error)
        case let error as ShimError: self.init(error)
        case let error as TokenFileError: self.init(error.description)
        case let error as SettingsError: self.init(error.description)
        case let error as UnknownQuirkFix: self.init(error)
        case let error as TunnelError: self.init(error)
        case let error as RouteError: self.init(error)
        case let error as OpenSSHFault: self.init(error)
        case let error as RelayListenError: self.init(error)
        case let error as FakeArgoError: self.init("\(error)")
        default: return nil
        }
    }

    private init(_ error: UnknownQuirkFix) {
        let names = error.names.joined(separator: ", ")
        self.init("There is no fix called \(names).", hints: ["Known are: " + error.known.joined(separator: ", ")], exitCode: .usage)
    }

    private init(_ error: ShimError) {
        switch error {
        case .portTaken(let address, let port):
            let holder = PortHolder.find(port: port)
            let name = holder.map(Self.words) ?? "another program, which the system does not name"
            summary = "Port \(port) on \(address) is held by \(name). Nothing was changed."
            hints =
                holder?.processID.map {
                    ["If it is an old shim of yours, stop it: kill \($0)", "Or listen elsewhere: argo-shim --port PORT"]
                }
                ?? ["The names of two users can come to the same port. Listen elsewhere: argo-shim --port PORT"]
        case .cannotListen(let address, let port, let reason):
            summary = "Cannot listen on \(address):\(port): \(reason)"
            hints = ["Choose a port from 1024 to 65535: argo-shim --port PORT"]
        }
    }

    private static func words(for holder: PortHolder) -> String {
        switch (holder.name, holder.processID, holder.userID) {
        case (let name?, let processID?, _): "\(name) (process \(processID))"
        case (nil, let processID?, _): "process \(processID)"
        case (_, nil, let userID?): "a process of another user (id \(userID))"
        default: "another program"
        }
    }
}

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
