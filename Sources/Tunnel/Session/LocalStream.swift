import SystemSupport

/// A stream: a channel, a socket on this machine, and what is between them. Used by the session's thread.
final class LocalStream {
    let channel: ChannelHandle
    let socket: LocalSocket
    var window: ReceiveWindow
    let readLimit: Int
    var pump = ChannelPump()
    /// Bytes of the local end's that libssh2 did not take while it exchanges keys.
    var unsent: [UInt8] = []
    /// Bytes of the server's that the socket did not take. The window bounds them.
    var undelivered = ByteQueue()
    /// Whether the socket may take or give bytes, as far as we know; poll(2) is asked when it does not.
    var takesBytes = true
    var givesBytes = true
    /// How much the window is being widened by; 0 when it is not.
    var widening = 0
    /// Whether both ends are closed or about to be.
    var isOver = false

    init(channel: ChannelHandle, socket: LocalSocket, window: ReceiveWindow, readLimit: Int = .max) {
        self.channel = channel
        self.socket = socket
        self.window = window
        self.readLimit = readLimit
    }

    /// Nobody reads any more what the server sends.
    func noteGone() {
        pump.localIsGone = true
        givesBytes = true
        undelivered.removeAll()
    }

    /// What to wait for at the socket; nil for nothing at all, not even its end.
    func interest(isCongested: Bool) -> PollSet.Events? {
        if pump.localIsGone { return nil }
        var events: PollSet.Events = []
        if !pump.localHasEnded, unsent.isEmpty, !isCongested, channel.sendWindow > 0 { events.insert(.readable) }
        if !undelivered.isEmpty { events.insert(.writable) }
        return events
    }
}

/// The socket of a stream on this machine, closed when the last who knows it lets go.
final class LocalSocket: Sendable {
    let descriptor: Descriptor

    /// Makes it non-blocking.
    init(_ descriptor: consuming Descriptor) {
        descriptor.makeNonBlocking()
        descriptor.sendSmallPacketsAtOnce()
        self.descriptor = descriptor
    }
}

/// What becomes of a stream, decided from what has happened at both of its ends. It moves no bytes.
struct ChannelPump {
    enum Action: Equatable {
        /// Tell the server that no more comes from here.
        case tellServer
        /// Tell the local end that no more comes from the server.
        case tellLocal
        /// Close both. `isAbort` says that something was cut off.
        case close(isAbort: Bool)
    }

    /// The local end sends no more.
    var localHasEnded = false
    /// The local end takes no more either.
    var localIsGone = false
    /// The server sends no more, and all that it sent was read.
    var serverHasEnded = false
    /// The server has closed the channel in both directions.
    var serverHasClosed = false
    private(set) var serverWasTold = false
    private(set) var localWasTold = false

    /// What is to be done next; nil when only bytes can change something. Each action is given once `note` has been told that it is done.
    ///
    /// - Parameters:
    ///   - unsent: bytes of the local end's that the server has not got yet.
    ///   - undelivered: bytes of the server's that the local end has not got yet.
    func nextAction(unsent: Int, undelivered: Int) -> Action? {
        if serverHasClosed, undelivered == 0 || localIsGone { return .close(isAbort: !serverWasTold) }
        if localHasEnded, unsent == 0 {
            if !serverWasTold { return .tellServer }
            if localIsGone || localWasTold { return .close(isAbort: false) }
        }
        if serverHasEnded, undelivered == 0, !localWasTold, !localIsGone { return .tellLocal }
        return nil
    }

    mutating func note(_ action: Action) {
        switch action {
        case .tellServer: serverWasTold = true
        case .tellLocal: localWasTold = true
        case .close: break
        }
    }
}
