import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Shim
import SystemPackage
import SystemSupport

/// What an `ssh` complains of, until it ends; then it is reaped.
final class OpenSSHErrors: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    /// A few lines.
    private static let limit = 4_096

    private let processID: Int32
    private let host: String
    private let logger: Logger
    private let bytes = NIOLockedValueBox<[UInt8]>([])

    init(of processID: Int32, host: String, logger: Logger) {
        self.processID = processID
        self.host = host
        self.logger = logger
    }

    /// The last line so far. It may contain a server's words, but none of its control characters.
    var complaint: String {
        let text = String(decoding: bytes.withLockedValue { $0 }, as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        return String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    /// - Parameter descriptor: of the pipe; it is closed with the channel.
    func watch(_ descriptor: Int32, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        NIOPipeBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(self) }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
            .map { _ in }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let piece = unwrapInboundIn(data)
        bytes.withLockedValue { $0.append(contentsOf: piece.readableBytesView.prefix(Self.limit - $0.count)) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !complaint.isEmpty { logger.info("ssh ended", metadata: ["host": "\(host)", "reason": "\(complaint)"]) }
        let processID = processID
        NIOThreadPool.singleton.submit { _ in Subprocess.reap(processID) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Why there is no way through the user's own `ssh`.
package enum OpenSSHFault: Error, Equatable {
    /// The machine has no `ssh`, or one that does not accept the configuration.
    case noProgram
    case configurationRejected(host: String)
    /// The user's SSH configuration names no `ControlPath` for the server.
    case noControlPath(host: String)
    /// Nobody holds a connection open. The command opens one.
    case noMaster(host: String, command: String)
    /// The code is an `errno`.
    case notStarted(code: Int32)
    /// A stream ended before its first byte; `complaint` is what `ssh` said, and may be empty.
    case noStream(host: String, complaint: String)
    /// The shim is ending.
    case stopped
}

extension Advice {
    package init(_ fault: OpenSSHFault) {
        switch fault {
        case .noProgram:
            self.init("--openssh needs ssh, which is not installed here.", exitCode: .usage)
        case .configurationRejected(let host):
            self.init("ssh rejects the SSH configuration for \(host).", hints: ["See why: ssh -G \(host)"], exitCode: .usage)
        case .noControlPath(let host):
            self.init(
                "Your SSH configuration has no ControlPath for \(host), so ssh does not share a connection to it.",
                hints: ["Add two lines to ~/.ssh/config:", "Host \(host)", "    ControlPath ~/.ssh/control-%C"], exitCode: .usage)
        case .noMaster(let host, let command):
            self.init(
                "No open ssh connection to \(host). argo-shim does not log in by itself here, because a failed login counts.",
                hints: ["Open one: \(command)"], exitCode: .needsLogin)
        case .notStarted(let code):
            self.init("Cannot start ssh: \(Errno(rawValue: code).description).")
        case .noStream(let host, let complaint):
            let reason = complaint.isEmpty ? "see the log" : complaint
            self.init(
                "ssh opened no stream through \(host): \(reason).", hints: ["Argo may be down, or \(host) may not be allowed to reach it."])
        case .stopped:
            self.init("The shim is shutting down.")
        }
    }
}

extension UpstreamUnavailable {
    init(_ fault: OpenSSHFault) {
        let advice = Advice(fault)
        // Only a person brings a connection back.
        let pause = if case .noMaster = fault { 30 } else { 5 }
        self.init(reason: ([advice.summary] + advice.hints.prefix(1)).joined(separator: " "), retryAfterSeconds: pause)
    }
}
