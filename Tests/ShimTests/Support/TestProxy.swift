import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

@testable import FakeArgo

/// A proxy on loopback that takes CONNECT of HTTP and SOCKS 5, and leads wherever it is asked on 127.0.0.1.
final class TestProxy: Sendable {
    private let listener: any Channel
    private let seen: NIOLockedValueBox<[String]>

    var port: Int { listener.localAddress?.port ?? 0 }
    /// What was said to it until the way was open, as text.
    var requests: [String] { seen.withLockedValue { $0 } }

    private init(listener: any Channel, seen: NIOLockedValueBox<[String]>) {
        self.listener = listener
        self.seen = seen
    }

    /// - Parameters:
    ///   - refusal: what it answers in place of opening a way.
    ///   - chain: the certificates that it shows; nil where it speaks without TLS.
    static func with(refusal: String? = nil, chain: CertificateChain? = nil, _ body: (TestProxy) async throws -> Void) async throws {
        let seen = NIOLockedValueBox<[String]>([])
        let context = try chain.map(Self.context)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
                    try channel.pipeline.syncOperations.addHandler(Handshake(seen: seen, refusal: refusal))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(TestProxy(listener: listener, seen: seen))
            try await listener.close()
        } catch {
            try await listener.close()
            throw error
        }
    }

    private static func context(_ chain: CertificateChain) throws -> NIOSSLContext {
        let certificates = try [chain.leafPEM, chain.intermediatePEM].flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) }
        let key = try NIOSSLPrivateKey(bytes: Array(chain.leafKeyPEM.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key)))
    }

    /// Passes bytes on to the other side.
    private final class Glue: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let peer: any Channel

        init(to peer: any Channel) { self.peer = peer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { peer.writeAndFlush(unwrapInboundIn(data), promise: nil) }
        func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private final class Handshake: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let seen: NIOLockedValueBox<[String]>
        private let refusal: String?
        private var received: [UInt8] = []
        private var isGreeted = false

        init(seen: NIOLockedValueBox<[String]>, refusal: String?) {
            self.seen = seen
            self.refusal = refusal
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += unwrapInboundIn(data).readableBytesView
            if let refusal { return write(Array(refusal.utf8), context) }
            if received.first == 5 {
                if !isGreeted, received.count >= 2 + Int(received[1]) {
                    isGreeted = true
                    received = []
                    write([5, 0], context)
                } else if isGreeted, received.count > 5, received.count == 7 + Int(received[4]) {
                    let name = String(decoding: received[5..<(received.count - 2)], as: UTF8.self)
                    let port = Int(received[received.count - 2]) << 8 | Int(received[received.count - 1])
                    note("SOCKS \(name):\(port)")
                    open(port, answer: [5, 0, 0, 1, 0, 0, 0, 0, 0, 0], context)
                }
            } else if received.suffix(4).elementsEqual("\r\n\r\n".utf8) {
                let text = String(decoding: received, as: UTF8.self)
                note(text)
                let target = text.split(separator: " ")[1]
                open(Int(target.split(separator: ":").last ?? "") ?? 0, answer: Array("HTTP/1.1 200 OK\r\n\r\n".utf8), context)
            }
        }

        private func note(_ text: String) { seen.withLockedValue { $0.append(text) } }

        private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }

        private func open(_ port: Int, answer: [UInt8], _ context: ChannelHandlerContext) {
            let channel = context.channel
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            ClientBootstrap(group: context.eventLoop)
                .channelInitializer { other in
                    other.eventLoop.makeCompletedFuture { try other.pipeline.syncOperations.addHandler(Glue(to: channel)) }
                }
                .connect(host: "127.0.0.1", port: port).assumeIsolated()
                .whenSuccess { other in
                    let (handler, context) = bound.value
                    _ = try? context.pipeline.syncOperations.addHandler(Glue(to: other), position: .after(handler))
                    handler.write(answer, context)
                    _ = context.pipeline.syncOperations.removeHandler(handler)
                }
        }
    }
}
