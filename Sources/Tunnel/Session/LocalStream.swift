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
