import SystemPackage
import SystemSupport

/// Has the server listen, and begins a stream for each connection that comes there.
final class ForwardListener {
    private enum Stage {
        case asking
        case listening(ListenerHandle)
        case refused
    }

    private let forward: RemoteForward
    private var stage = Stage.asking
    private var receivedBytes: UInt64 = 0

    init(_ forward: RemoteForward) { self.forward = forward }

    func serve(_ loop: SessionLoop) throws(LibSSH2Failure) {
        defer { receivedBytes = loop.transport.receivedBytes }
        switch stage {
        case .asking: try ask(loop)
        case .listening(let listener): accept(listener, loop)
        case .refused: break
        }
    }

    /// Whether something was received since the last look. It may hold a connection, which no event announces.
    func wantsToLook(_ loop: SessionLoop) -> Bool { loop.transport.receivedBytes != receivedBytes }

    private func ask(_ loop: SessionLoop) throws(LibSSH2Failure) {
        do throws(LibSSH2Failure) {
            guard case .done(let listener) = try loop.handle.listen(on: RemoteForward.host, port: forward.port) else { return }
            stage = .listening(listener)
            forward.onAnswer(nil)
        } catch {
            guard error.concernsOneChannel, loop.transport.end == nil else { throw error }
            stage = .refused
            let target = Endpoint(host: RemoteForward.host, port: forward.port)
            forward.onAnswer(.forwardRefused(hop: loop.driver.hop.name, target: target, reason: error.text))
        }
    }

    private func accept(_ listener: ListenerHandle, _ loop: SessionLoop) {
        while let channel = listener.accept() {
            do throws(TunnelError) {
                guard loop.streams.count + loop.leaving.count < loop.options.maximumStreams else { throw .stopped }
                let (outer, inner) = try TunnelError.naming("open a pair of sockets") { () throws(Errno) in try SocketPair().release() }
                loop.begin(channel, LocalSocket(Descriptor(owning: inner)), readLimit: Self.readLimit)
                forward.onConnection(outer)
            } catch {
                // Without descriptors or places it is closed again, which the other side sees.
                loop.leaving.append(channel)
            }
            loop.hasWork = true
        }
    }

    /// libssh2 gives such channels a window of 2 MiB, and widens it by itself when they are read: what is not passed on must not be read.
    private static let readLimit = 1 << 20
}
