import Logging
import NIOConcurrencyHelpers
import NIOPosix
import SystemSupport
import Tunnel
import UnixSignals

/// Lends a tunnel, whose own shim has ended, to the next shim of the same place. Streams are handed over as open files, so that nothing
/// stands between that shim and the tunnel.
struct TunnelHolder: Sendable {
    /// How long a next shim may take to come: a program from a slow disk takes seconds to begin, and `ssh -G` up to ten.
    static let patience = Duration.seconds(60)
    /// Processes that are connected at one time. One of them uses the tunnel; others have just gone.
    private static let limit = 16
    /// How long a process may take to say what it wants.
    private static let lineTime: Int32 = 5_000

    private struct Follower {
        var stream: ControlStream?
        /// Grows with each one.
        var number = 0
    }

    let tunnel: SSHTunnel
    let facts: InheritedRouteFacts
    /// Where the tunnel leads, and how.
    let route: String
    let socket: ControlSocket
    let logger: Logger
    private let patience: Duration
    private let connections: AcceptLoop<ControlStream>
    private let follower = NIOLockedValueBox(Follower())
    /// Ends the keeping, for this reason.
    private let end: AsyncStream<String>.Continuation
    private let ends: AsyncStream<String>

    init(
        _ tunnel: SSHTunnel, _ facts: InheritedRouteFacts, route: String, socket: ControlSocket, patience: Duration = patience,
        logger: Logger
    ) {
        self.tunnel = tunnel
        self.facts = facts
        self.route = route
        self.socket = socket
        self.patience = patience
        self.logger = logger
        connections = AcceptLoop(limit: Self.limit) { socket.next($0) }
        (ends, end) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Returns when the tunnel is needed no more, or the task is cancelled.
    func run() async {
        logger.notice("the tunnel is kept open for the next shim")
        let reason = await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await end(unlessSomebodyFollows: 0) }
            tasks.addTask {
                for await count in tunnel.openStreamCounts { tell(.openStreams(count)) }
            }
            tasks.addTask {
                await connections.run { stream in await NIOThreadPool.withOwnThread { await serve(stream, on: $0) } }
            }
            tasks.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { end.yield("it was told to stop") }
            }
            var reasons = ends.makeAsyncIterator()
            let reason = await reasons.next()
            // Before the connections end: whoever comes now must not find us.
            socket.remove()
            tasks.cancelAll()
            return reason
        }
        logger.notice("the tunnel is no longer kept open", metadata: reason.map { ["reason": .string($0)] } ?? [:])
    }

    /// The route is no more.
    func didBreak(_ error: TunnelError) {
        socket.remove()
        tell(.broken(reason: TunnelAdvice(error).summary))
        end.yield("it broke")
    }

    private func end(unlessSomebodyFollows number: Int) async {
        // Cancelled, it has nothing to do.
        guard (try? await Task.sleep(for: patience)) != nil else { return }
        if follower.withLockedValue({ $0.number }) == number { end.yield("no shim asked for it") }
    }

    private func tell(_ reply: HolderReply) {
        follower.withLockedValue { $0.stream }?.write(ControlLine(reply).bytes)
    }

    // MARK: A shim that uses the tunnel

    private func serve(_ stream: ControlStream, on thread: NIOThreadPool) async {
        let request = await stream.next(HolderRequest.self, on: thread, connections.interruption, milliseconds: Self.lineTime)
        // Another version's shim builds a tunnel of its own.
        guard case .follow(let route) = request else { return }
        guard route == self.route else {
            stream.write(ControlLine(HolderReply.otherRoute).bytes)
            end.yield("the next shim uses another route")
            return
        }
        stream.write(ControlLine(HolderReply.following(process: CurrentProcess.ownID, facts)).bytes)
        let number = follower.withLockedValue { follower in
            follower.stream = stream
            follower.number += 1
            return follower.number
        }
        tell(.openStreams(tunnel.status.openStreams))
        await withDiscardingTaskGroup { tasks in
            while let request = await stream.next(HolderRequest.self, on: thread, connections.interruption),
                carryOut(request, for: stream, &tasks)
            {}
        }
        follower.withLockedValue { if $0.number == number { $0.stream = nil } }
        // It must not believe that it is still heard.
        stream.end()
        await end(unlessSomebodyFollows: number)
    }

    /// - Returns: whether there may be more of them.
    private func carryOut(_ request: HolderRequest, for stream: ControlStream, _ tasks: inout DiscardingTaskGroup) -> Bool {
        switch request {
        case .stream(let number): tasks.addTask { await open(number, for: stream) }
        case .bridge(let number):
            let socket = stream.takeFile()
            stream.write(ControlLine(HolderReply.received).bytes)
            guard let socket else {
                let error = TunnelError.tooManyStreams(hop: "", reason: "the process that keeps the tunnel has too many files open")
                stream.write(ControlLine(HolderReply.failed(number: number, error)).bytes)
                return true
            }
            tasks.addTask { await bridge(socket, number, for: stream) }
        case .received: stream.otherSideHasFile()
        case .check: tunnel.reconnect(attended: false)
        case .end:
            end.yield("its shim has stopped")
            return false
        case .follow: return false
        }
        return true
    }

    private func open(_ number: Int, for stream: ControlStream) async {
        do throws(TunnelError) {
            let end = try await tunnel.open(waitingUpTo: .zero)
            stream.write(ControlLine(HolderReply.stream(number: number)).bytes, with: end.release())
        } catch {
            stream.write(ControlLine(HolderReply.failed(number: number, error.forFollower)).bytes)
        }
    }

    private func bridge(_ socket: Int32, _ number: Int, for stream: ControlStream) async {
        do throws(TunnelError) {
            try await tunnel.bridge(socket, waitingUpTo: .zero)
            stream.write(ControlLine(HolderReply.bridged(number: number)).bytes)
        } catch {
            stream.write(ControlLine(HolderReply.failed(number: number, error.forFollower)).bytes)
        }
    }
}
