import Logging
import NIOCore
import NIOPosix
import Shim
import SystemSupport
import Tunnel

/// Opens the shim's upstream connections through the user's own `ssh`, a process for each.
struct OpenSSHConnector: UpstreamConnector {
    let master: OpenSSHMaster
    let logger: Logger
    private let interruption = Interruption()
    private let pending = PendingStreams<Subprocess.Stream>()

    var destination: String { master.plan.target.description }

    /// How the upstream is reached, for the start-up line.
    var words: String { "ssh \(master.plan.host)" }

    /// - Throws: `OpenSSHFault` where the user must open a connection first.
    func check() async throws {
        let (master, interruption) = (master, interruption)
        try await NIOThreadPool.singleton.runIfActive { try master.check(interruption) }
    }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let promise = eventLoop.makePromise(of: Subprocess.Stream.self)
        if let number = pending.enter(promise) {
            NIOThreadPool.singleton.submit { _ in open(number) }
        } else {
            promise.fail(UpstreamUnavailable(.stopped))
        }
        let (host, logger) = (master.plan.host, logger)
        return promise.futureResult.flatMap { stream in
            let errors = OpenSSHErrors(of: stream.processID, host: host, logger: logger)
            return errors.watch(stream.errors, on: eventLoop).flatMap {
                // From here on the channel owns the descriptor, and closes it also where the set-up fails.
                ClientBootstrap(group: eventLoop)
                    // As in `DirectConnector`: a second read would mostly find nothing.
                    .channelOption(.maxMessagesPerRead, value: 1)
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(OpenSSHStreamHandler(host: host, errors: errors))
                        }.flatMap { initializer(channel) }
                    }
                    .withConnectedSocket(stream.socket)
            }
        }
    }

    func close() {
        interruption.trigger()
        pending.close(UpstreamUnavailable(.stopped))
    }

    private func open(_ number: Int) {
        do throws(OpenSSHFault) {
            let stream = try master.open(interruption)
            if let promise = pending.leave(number) { promise.succeed(stream) } else { Subprocess.abandon(stream) }
        } catch {
            pending.leave(number)?.fail(UpstreamUnavailable(error))
        }
    }
}

/// Tells a stream that never came about from one that broke: `ssh -W` says nothing of its success.
final class OpenSSHStreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let host: String
    private let errors: OpenSSHErrors
    private var hasRead = false

    init(host: String, errors: OpenSSHErrors) {
        self.host = host
        self.errors = errors
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasRead = true
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !hasRead { context.fireErrorCaught(absence) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(hasRead ? error : absence)
    }

    private var absence: UpstreamUnavailable { UpstreamUnavailable(.noStream(host: host, complaint: errors.complaint)) }
}
