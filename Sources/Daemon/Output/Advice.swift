package import Shim
import SystemSupport
import TokenSync
import Tunnel

/// An error in words for the terminal: what happened, and the next command to type.
package struct Advice: Error, Equatable {
    package let summary: String
    package var hints: [String] = []
    package var exitCode = ProgramExit.failure

    package init(_ summary: String, hints: [String] = [], exitCode: ProgramExit = .failure) {
        self.summary = summary
        self.hints = hints
        self.exitCode = exitCode
    }

    package init(_ error: UnknownQuirkFix) {
        let names = error.names.joined(separator: ", ")
        self.init("Unknown fix: \(names).", hints: ["Known fixes: " + error.known.joined(separator: ", ")], exitCode: .usage)
    }

    package init(_ error: ShimError) {
        switch error {
        case .portTaken(let address, let port):
            let holder = PortHolder.find(port: port)
            let name = holder.map(Self.words) ?? "another program"
            summary = "Port \(port) on \(address) is in use by \(name). Nothing was changed."
            hints =
                holder?.processID.map {
                    ["If it is an old shim of yours, stop it: kill \($0)", "Or use another port: argo-shim --port PORT"]
                }
                ?? ["Two user names can give the same port. Use another port: argo-shim --port PORT"]
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
package enum ProgramExit: Int32 {
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
