import SystemPackage
import SystemSupport

/// What other threads want of a session's thread, and what they may know of it.
final class SessionInbox: Sendable {
    struct Wishes {
        var opens: [OpenRequest] = []
        /// The connection is in doubt.
        var doubt = false
        var close = false
    }

    private struct State {
        var wishes = Wishes()
        var openStreams = 0
        var end: TunnelError?
    }

    let wakePipe: WakePipe
    private let state = Locked(State())
    private let end = FirstOutcome<TunnelError>()

    /// - Throws: `TunnelError.system` without descriptors.
    init() throws(TunnelError) {
        wakePipe = try TunnelError.naming("open a pipe") { () throws(Errno) in try WakePipe() }
    }

    var openStreams: Int { state.withLock { $0.openStreams } }

    /// Whether the session is to end.
    var wantsToClose: Bool { state.withLock { $0.wishes.close } }

    func submit(_ request: OpenRequest) {
        let end = state.withLock { state in
            if state.end == nil { state.wishes.opens.append(request) }
            return state.end
        }
        if let end { request.finish(.failure(end)) } else { wakePipe.wake() }
    }

    func doubt() {
        state.withLock { $0.wishes.doubt = true }
        wakePipe.wake()
    }

    func close() {
        state.withLock { $0.wishes.close = true }
        wakePipe.wake()
    }

    func ended() async -> TunnelError { await end.wait() }

    // The session's thread alone:

    /// What has come since the last call.
    func take() -> Wishes {
        state.withLock { state in
            let wishes = state.wishes
            state.wishes = Wishes(close: wishes.close)
            return wishes
        }
    }

    /// - Returns: whether it is another number than before.
    func note(openStreams count: Int) -> Bool {
        state.withLock { state in
            defer { state.openStreams = count }
            return state.openStreams != count
        }
    }

    /// The session is over; whoever waits for something learns why.
    func finish(_ end: TunnelError) {
        let opens = state.withLock { state in
            state.end = state.end ?? end
            defer { state.wishes.opens = [] }
            state.openStreams = 0
            return state.wishes.opens
        }
        for request in opens { request.finish(.failure(end)) }
        self.end.settle(end)
    }
}
