import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SystemSupport

/// What an `ssh` complains of, until it ends; then it is reaped.
final class OpenSSHErrors: Sendable {
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

    /// The last line that has come so far: a server's words may be in it, and none of its control characters are.
    var complaint: String {
        let text = String(decoding: bytes.withLockedValue { $0 }, as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        return String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    /// - Parameter descriptor: of the pipe; it is closed with the channel.
    func watch(_ descriptor: Int32, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        NIOPipeBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(errors: self)) }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
            .map { _ in }
    }

    fileprivate func append(_ piece: ByteBuffer) {
        bytes.withLockedValue { $0.append(contentsOf: piece.readableBytesView.prefix(Self.limit - $0.count)) }
    }

    fileprivate func end() {
        if !complaint.isEmpty { logger.info("ssh ended", metadata: ["host": "\(host)", "reason": "\(complaint)"]) }
        let processID = processID
        NIOThreadPool.singleton.submit { _ in Subprocess.reap(processID) }
    }
}

private final class Reader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let errors: OpenSSHErrors

    init(errors: OpenSSHErrors) { self.errors = errors }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { errors.append(unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) {
        errors.end()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
