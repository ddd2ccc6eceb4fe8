import Logging
import NIOConcurrencyHelpers
import SystemPackage
import SystemSupport
package import Tunnel

/// Tells people, the log and the shim what becomes of a tunnel: the shim's own, or the one over which a relay is on another machine.
final class TunnelReporter: Sendable {
    private let statusOutput: StatusOutput
    private let broker: PromptBroker
    private let logger: Logger
    /// The machine that the relay is on; nil for the shim's own tunnel.
    private let relayHost: String?
    private let narration = NIOLockedValueBox(TunnelNarration())
    private let saidWarnings = NIOLockedValueBox<Set<TunnelWarning>>([])
    private let onUp = NIOLockedValueBox<(@Sendable () -> Void)?>(nil)
    private let onPersonNeeded = NIOLockedValueBox<(@Sendable () -> Void)?>(nil)
    /// One element when the route has come up, and the end when it never will.
    let ups: AsyncStream<Void>
    private let upContinuation: AsyncStream<Void>.Continuation

    init(statusOutput: StatusOutput, broker: PromptBroker, logger: Logger, relayHost: String? = nil) {
        (ups, upContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.statusOutput = statusOutput
        self.broker = broker
        self.logger = logger
        self.relayHost = relayHost
    }

    /// Calls this each time the route has come up.
    func whenUp(_ action: @escaping @Sendable () -> Void) {
        onUp.withLockedValue { $0 = action }
    }

    /// Calls this each time the route stays down until a person acts, and nobody is there to be asked.
    func whenPersonIsNeeded(_ action: @escaping @Sendable () -> Void) {
        onPersonNeeded.withLockedValue { $0 = action }
    }

    func receive(_ status: TunnelStatus) {
        let remarks = narration.withLockedValue { $0.remarks(on: status, now: ClockReading.unixTime) }
        for remark in remarks { tell(remark) }
        if let relayHost {
            // At the start of a shim the narration leaves this to the end of the program, which a relay does not bring about.
            if case .needsLogin(let error) = status.state, remarks.isEmpty {
                let lines = ["Cannot open the relay on \(relayHost)."] + TunnelAdvice(error, goesOn: true).lines
                statusOutput.warning(lines.joined(separator: "\n  "))
            }
            return
        }
        switch status.state {
        case .up:
            onUp.withLockedValue { $0 }?()
            upContinuation.yield()
        case .waiting(let error, _): broker.tell(.waiting(TunnelAdvice(error).lines))
        case .needsLogin(let error):
            if !broker.isAvailable { onPersonNeeded.withLockedValue { $0 }?() }
            broker.tell(.needsLogin(TunnelAdvice(error).lines))
        case .stopped: upContinuation.finish()
        case .connecting, .waitingForPerson: break
        }
    }

    private func tell(_ remark: TunnelNarration.Remark) {
        switch remark {
        case .note(let text):
            statusOutput.note(text)
            broker.tell(.note(text))
        case .warning(let text):
            statusOutput.warning(text)
            // Who waits for the relay is told by what the shim makes of its state.
            if relayHost == nil { broker.tell(.note("warning: " + text)) }
        case .log(let level, let message, var fields):
            if let relayHost { fields["relay"] = relayHost }
            logger.log(level: level, "\(message)", metadata: fields.mapValues { .string($0) })
        }
    }

    /// The tunnel has not come up yet and waits, in a shim that nobody watches, for `argo-shim login`.
    func tellThatPersonIsNeeded(_ error: TunnelError) {
        statusOutput.warning(TunnelAdvice(error, goesOn: true).lines.joined(separator: "\n  "))
    }

    /// The same warning comes at each login, and is passed on at the first.
    func receive(_ warning: TunnelWarning) {
        if saidWarnings.withLockedValue({ $0.insert(warning).inserted }) { statusOutput.warning(warning.words) }
    }
}

/// Decides what is said about the tunnel: to the person who waits at the start, and to the log afterwards. Each event is told once.
struct TunnelNarration {
    enum Remark: Equatable {
        /// For the person at the terminal.
        case note(String)
        case warning(String)
        case log(Logger.Level, String, [String: String])
    }

    private var hasBeenUp = false
    private var lastHop: String?
    private var lastError: TunnelError?

    /// - Parameters:
    ///   - status: the tunnel's, which has just changed.
    ///   - now: seconds since 1970.
    mutating func remarks(on status: TunnelStatus, now: Int) -> [Remark] {
        hasBeenUp ? later(status, now) : start(status, now)
    }

    private mutating func start(_ status: TunnelStatus, _ now: Int) -> [Remark] {
        switch status.state {
        case .connecting(let hop, _):
            guard hop != lastHop else { return [] }
            lastHop = hop
            return [.note("Connecting to \(hop) …")]
        case .waiting(let error, let retry):
            lastHop = nil
            // The same again at each attempt would hide what came before.
            guard error != lastError else { return [] }
            lastError = error
            let lines = TunnelAdvice(error).lines + ["Trying again in \(max(1, retry - now)) s, and then until it works."]
            return [.warning(lines.joined(separator: "\n  "))]
        case .up:
            hasBeenUp = true
            return []
        case .stopped, .waitingForPerson, .needsLogin:
            // The question stands on the terminal, and a login that failed ends the program with its own words.
            return []
        }
    }

    private func later(_ status: TunnelStatus, _ now: Int) -> [Remark] {
        switch status.state {
        case .connecting(let hop, let phase):
            [.log(.debug, "tunnel connecting", ["hop": hop, "phase": phase.rawValue])]
        case .waitingForPerson(let hop):
            [.log(.info, "tunnel waits for a person", ["hop": hop])]
        case .up:
            [.log(.info, "tunnel up", ["reconnections": String(status.reconnections)])]
        case .waiting(let error, let retry):
            [.log(.info, "tunnel down", ["reason": TunnelAdvice(error).summary, "retry_s": String(max(0, retry - now))])]
        case .needsLogin(let error):
            [.warning(TunnelAdvice(error, goesOn: true).lines.joined(separator: "\n  "))]
        case .stopped:
            [.log(.debug, "tunnel stopped", [:])]
        }
    }
}

extension TunnelWarning {
    /// In words for a person.
    package var words: String {
        switch self {
        case .knownHostsUnreadable(let file, let code):
            "Cannot read \(file), so its host keys are ignored: \(Errno(rawValue: code).description)"
        case .knownHostsTooLong(let file, let limit):
            "\(file) is longer than \(limit / 1024) KiB; host keys beyond that are ignored."
        case .knownHostsLineUnusable(let file, let line, let fault):
            "\(file), line \(line), is ignored: \(Self.words(for: fault))."
        case .knownHostsLinesUnusable(let file, let further):
            "\(file) has \(further) more lines that are ignored."
        case .certificateAuthorityIgnored(let hop, let file, let line):
            "\(file), line \(line), is ignored: libssh2 cannot verify certificates of \(hop), whose host key itself must be known."
        case .hostKeyAdded(let hop, let algorithm, let fingerprint, let file):
            "Added the unknown host key of \(hop) to \(file), as your SSH configuration says: \(algorithm) \(fingerprint)"
        case .hostKeyNotKept(let hop, let file, let code):
            "The host key of \(hop) is accepted only this time, because \(file) cannot be written: \(Errno(rawValue: code).description)"
        case .configurationIgnored(let hop, let keyword):
            "\(keyword) in your SSH configuration for \(hop) is ignored. Name the servers to go through with --jump."
        case .pathIgnored(let hop, let keyword, let path):
            "\(keyword) \(path) in your SSH configuration for \(hop) is ignored: only ssh can expand it."
        }
    }

    private static func words(for fault: KnownHostsFault) -> String {
        switch fault {
        case .marker: "its marker is neither @revoked nor @cert-authority"
        case .hashedName: "its hashed name is damaged"
        case .truncated: "it ends before the key"
        case .key: "its key is damaged, or of an obsolete type"
        case .length: "it is too long"
        }
    }

}
