import SystemPackage
import SystemSupport
package import Tunnel

/// An error of the tunnel in words for a person: what happened, to which hop, whose matter it is, and what to do next.
///
/// The terminal, the answers to clients and the log all take their words from here.
package struct TunnelAdvice: Equatable {
    package let summary: String
    /// The most useful one first.
    package let hints: [String]

    /// For an answer to a client, which has one line.
    package var inOneLine: String { ([summary] + hints.prefix(1) + continuation).joined(separator: " ") }

    /// For a terminal or a log.
    package var lines: [String] { [summary] + hints + continuation }

    /// How a shim that runs goes on when that is done.
    private let continuation: [String]

    /// - Parameters:
    ///   - goesOn: whether the shim runs on and can be told to try again; else it ends with the error.
    ///   - timeOfDay: gives seconds since 1970 as a person's clock shows them.
    package init(_ error: TunnelError, goesOn: Bool = false, timeOfDay: (Int) -> String = LocalTime.timeOfDay) {
        continuation = error.needsPerson && goesOn ? ["Then log in: argo-shim login"] : []
        switch error {
        // The network.
        case .unreachable(let hop, let address, let reason):
            summary = "Cannot reach \(Self.name(hop, address)): \(Self.sentence(reason))"
            hints = ["Check the network, the VPN and the firewall.", "See where it stops: ssh -v \(hop)"]
        case .timedOut(let hop, let phase, let seconds):
            summary = "\(hop) did not answer within \(seconds) s (\(phase.rawValue))."
            hints = ["Check the network; if it works, the server is busy or down."]
        case .connectionLost(let hop, let phase, let reason):
            summary = "The connection to \(hop) broke (\(phase.rawValue)): \(Self.sentence(reason))"
            hints = ["argo-shim reconnects by itself."]
        case .protocolFailure(let hop, let phase, let code, let reason):
            summary =
                "\(hop) and libssh2 \(Version.libssh2) on this machine are not compatible (\(phase.rawValue), code \(code)): "
                + Self.sentence(reason)
            hints = ["Check whether this works: ssh -v \(hop); if it does, install a newer libssh2."]
        case .forwardRefused(let hop, let target, let reason):
            summary = "\(hop) refused to connect to \(target): \(Self.sentence(reason))"
            hints = ["Argo may be down, or \(hop) may not be allowed to reach it; choose another server with --host."]
        case .tooManyStreams(let hop, let reason):
            summary = "\(hop) allows no more streams on this connection: \(Self.sentence(reason))"
            hints = ["Close some clients, then try again."]
        case .loginPending(let host, let process):
            let who = process == 0 ? "Another process" : "Process \(process)"
            summary = "\(who) on \(host) is already logging in, and argo-shim runs only one login at a time."
            hints = ["Answer its questions or stop it; then argo-shim continues by itself."]
        // Trust.
        case .hostKeyUnknown(let hop, let address, let algorithm, let fingerprint):
            summary = "The host key of \(Self.name(hop, address)) is not known and was not accepted. Nothing was sent there."
            hints = [
                "Start argo-shim in a terminal: it shows the key and asks.", "The key: \(algorithm) \(fingerprint)",
                "Compare it with the fingerprint from the help desk.",
            ]
        case .hostKeyChanged(let hop, let address, let algorithm, let fingerprint, let known):
            summary =
                "The host key of \(Self.name(hop, address)) has changed: someone may be intercepting the connection, or the server was "
                + "set up again. Nothing was sent there."
            hints = [
                "Ask the help desk first whether the key has changed.",
                "Known: \(known.algorithm) \(known.fingerprint) (\(known.file), line \(known.line))", "Shown: \(algorithm) \(fingerprint)",
                "Only if they confirm it, remove the known key: ssh-keygen -f '\(known.file)' -R '\(Self.knownHostsName(address))'",
            ]
        case .hostKeyRevoked(let hop, let address, let fingerprint, let known):
            summary =
                "The host key of \(Self.name(hop, address)) is marked as revoked (\(known.file), line \(known.line)): \(fingerprint). "
                + "Nothing was sent there."
            hints = ["Ask the help desk which key is right."]
        // Authentication.
        case .authenticationRefused(let hop, let user, let tried, let methods):
            summary = "\(hop) refused the login of \(user). Tried: \(Self.list(tried)). It accepts: \(Self.list(methods))."
            hints = [
                "Check the user name: argo-shim --ssh-user NAME, or export CELS_USERNAME=NAME",
                "Check that your public key is registered with your account there.",
                "Find the cause before you try again: after two failures in a row logins are paused, because CELS blocks a machine for "
                    + "all of its users after too many.",
            ]
        case .personNeeded(let hop, let user, let reason):
            summary = "\(hop) needs input from \(user): \(Self.sentence(reason))"
            hints = ["Answer in the terminal where argo-shim runs; for a shim in the background: argo-shim login"]
        case .noCredentials(let hop, let user, let methods, let notOffered):
            summary = "No key or password to log in to \(hop) as \(user). It accepts: \(Self.list(methods))."
            hints =
                notOffered.map { "Not used: \($0)" } + [
                    "Make a key: ssh-keygen -t ed25519; then register its public key with your account there.",
                    "To log in with a password: --password",
                ]
        case .paused(let host, let until, let failures):
            summary =
                "Logins from \(host) are paused until \(timeOfDay(until)), after \(failures) failures in a row: CELS blocks a machine for "
                + "all of its users after too many."
            hints = ["Find the cause, then allow logins again: argo-shim reset", "See what happened: argo-shim status"]
        case .locked(let host, let ledger, let reason):
            summary = "Logins from \(host) are locked: \(Self.sentence(reason))"
            hints = [
                "Find the cause, then allow logins again: argo-shim reset", "See what happened: argo-shim status",
                "Login record: \(ledger)",
            ]
        // This machine.
        case .system(let operation, let path, let code):
            let what = path.isEmpty ? operation : "\(operation) \(path)"
            summary = "Cannot \(what): \(Self.sentence(Errno(rawValue: code).description))"
            hints = []
        case .stopped:
            summary = "The tunnel is not running."
            hints = ["Start it: argo-shim"]
        }
    }

    // MARK: Words

    /// As known_hosts spells a host: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.
    private static func knownHostsName(_ address: Endpoint) -> String {
        address.port == 22 ? address.host : "[\(address.host)]:\(address.port)"
    }

    /// The name that the user knows, with the address where that says more.
    private static func name(_ hop: String, _ address: Endpoint) -> String {
        hop == address.host && address.port == 22 ? hop : "\(hop) (\(address))"
    }

    private static func list(_ words: [String]) -> String {
        words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    /// Reasons come from systems and servers, with a full stop or without.
    private static func sentence(_ text: String) -> String {
        text.hasSuffix(".") ? text : text + "."
    }
}

extension Advice {
    package init(_ error: TunnelError) {
        let words = TunnelAdvice(error)
        self.init(words.summary, hints: words.hints, exitCode: error.needsPerson ? .needsLogin : .failure)
    }

    package init(_ error: RouteError) {
        switch error {
        case .malformedHop(let text):
            self.init("'\(text)' is not an SSH server.", hints: ["Write it as [user@]host[:port]."], exitCode: .usage)
        case .configurationRejected(let host):
            self.init(
                "ssh rejects the SSH configuration for \(host).", hints: ["See why: ssh -G \(host), with -F FILE for --ssh-config"],
                exitCode: .usage)
        case .configurationUnusable(let host, let keyword, let value):
            self.init(
                "The SSH configuration for \(host) has a \(keyword) that cannot be used: \(value)",
                hints: ["Show all of it: ssh -G \(host)"],
                exitCode: .usage)
        case .loop(let hop):
            self.init(
                "ProxyJump in the SSH configuration leads from \(hop) back to itself.",
                hints: ["Name the servers to go through: argo-shim --jump HOST,HOST"], exitCode: .usage)
        case .tooManyHops(let limit):
            self.init(
                "The route has more than \(limit) SSH servers.", hints: ["Name those to go through: argo-shim --jump HOST,HOST"],
                exitCode: .usage)
        }
    }
}

extension TunnelError {
    /// Whether a person must act before it can work.
    var needsPerson: Bool { kind == .authentication || kind == .trust }

    /// The hop that it is about; nil for what is about this machine.
    var hop: String? {
        switch self {
        case .unreachable(let hop, _, _), .timedOut(let hop, _, _), .connectionLost(let hop, _, _), .protocolFailure(let hop, _, _, _),
            .hostKeyUnknown(let hop, _, _, _), .hostKeyChanged(let hop, _, _, _, _), .hostKeyRevoked(let hop, _, _, _),
            .authenticationRefused(let hop, _, _, _), .personNeeded(let hop, _, _), .noCredentials(let hop, _, _, _),
            .forwardRefused(let hop, _, _), .tooManyStreams(let hop, _):
            hop
        case .paused, .locked, .loginPending, .system, .stopped: nil
        }
    }
}
