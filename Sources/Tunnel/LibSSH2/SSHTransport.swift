import SystemPackage
import SystemSupport

/// A session's socket, as libssh2 sees it: it takes every packet whole.
///
/// libssh2 would do the socket's work by itself, with three flaws that this avoids. A packet that the socket takes in part ties all channels to
/// its completion, and a key exchange that begins meanwhile locks up for good (libssh2 issues 1672 and 2110); here no packet is ever half sent.
/// A read takes all that the socket has, into queues that grow and are searched from the front; here a round takes `intake` bytes. And
/// what went wrong with the socket, and how much went through it, is known.
///
/// Used by one thread.
final class SSHTransport {
    let socket: Descriptor
    /// How many bytes may still be received in this round; without limit before the first one.
    private var intake = Int.max
    private var isMetered = false
    /// Whether something was left unread because `intake` was used up.
    private(set) var hasMoreToReceive = false
    /// Why nothing more will come, in words without the server's name.
    private(set) var end: String?
    private(set) var receivedBytes: UInt64 = 0
    private(set) var sentBytes: UInt64 = 0
    /// Packets that libssh2 has handed over for sending.
    private(set) var packets: UInt64 = 0
    /// Whether packets are refused: a person has given up, and an empty answer would count as a failed login.
    var isMuted = false
    /// Answers the server's questions, while keyboard-interactive authentication runs.
    var responder: ((InteractiveRound) -> [Secret]?)?
    /// Waits for another socket than ours, an agent's. Gives false when the wait is to be given up.
    var waitForAgent: (Int32, PollSet.Events) -> Bool = { _, _ in false }

    private var outbound = ByteQueue()
    /// Whether the socket has been emptied in this round.
    private var isDrained = false
    private var isSevered = false

    /// Bytes that wait for the socket.
    var pendingBytes: Int { outbound.count }

    init(socket: consuming Descriptor) { self.socket = socket }

    /// From here on libssh2's calls fail at once. That lets it free what it has without waiting for a server.
    func sever() { isSevered = true }

    /// The server said good-bye, for this reason (RFC 4253, section 11.1).
    func noteDisconnect(reason: String) { end = end ?? reason }

    /// Gives the socket what it takes of what is waiting.
    func flush() {
        guard !outbound.isEmpty, end == nil else { return }
        let (written, failure) = outbound.write(to: socket)
        sentBytes += UInt64(written)
        if let failure { end = Errno(rawValue: failure).description }
    }

    /// Whether the server has closed the connection, found without taking anything out of it. For waits that cannot call libssh2.
    func noticeClosing() {
        switch socket.peek() {
        case .bytes, .wouldBlock: break
        case .ended: end = end ?? Self.closing
        case .failed(let code): end = end ?? Errno(rawValue: code).description
        }
    }

    /// - Returns: bytes received, or a negative error number as libssh2_session_callback_set(3) wants it.
    func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        if isSevered { return answer(.connectionAbort) }
        // What libssh2 has already taken in must still reach its streams: the end is told by `end`, not by an error.
        if end != nil { return answer(.wouldBlock) }
        if isDrained { return answer(.wouldBlock) }
        if intake <= 0 {
            hasMoreToReceive = true
            return answer(.wouldBlock)
        }
        switch unsafe Descriptor.receive(into: buffer, from: socket.number) {
        case .bytes(let count):
            receivedBytes += UInt64(count)
            intake -= count
            // libssh2 asks until it is told that there is no more, in every call that reads.
            if isMetered, count < buffer.count { isDrained = true }
            return count
        case .ended:
            end = Self.closing
        case .failed(let code):
            end = Errno(rawValue: code).description
            isDrained = isMetered
        case .wouldBlock:
            isDrained = isMetered
        }
        return answer(.wouldBlock)
    }

    /// - Returns: all of it, or a negative error number.
    func send(_ packet: UnsafeRawBufferPointer) -> Int {
        if isSevered { return answer(.brokenPipe) }
        if isMuted { return answer(.canceled) }
        packets += 1
        if end != nil { return packet.count }
        var rest = unsafe packet
        if outbound.isEmpty, packet.count >= Self.largePacket {
            switch unsafe socket.send(packet) {
            case .bytes(let count):
                sentBytes += UInt64(count)
                unsafe rest = UnsafeRawBufferPointer(rebasing: packet[count...])
            case .failed(let code): end = Errno(rawValue: code).description
            case .wouldBlock, .ended: break
            }
        }
        if unsafe !rest.isEmpty {
            unsafe outbound.append(rest)
            // Small packets of one round leave in one piece; `flush` ends the round.
            if outbound.count >= Self.largeBacklog { flush() }
            if outbound.count > Self.limit { end = "the server does not read the data that it requests" }
        }
        return packet.count
    }

    /// Begins a round that may receive so many bytes.
    ///
    /// - Parameter isReadable: what poll(2) said of the socket.
    func beginRound(intake: Int, isReadable: Bool) {
        self.intake = intake
        isMetered = true
        isDrained = !isReadable
        hasMoreToReceive = false
    }

    private static let closing = "the server closed the connection"
    /// From here a packet is worth a system call of its own.
    private static let largePacket = 16 << 10
    private static let largeBacklog = 64 << 10
    /// The streams stop at much less; only answers that a server demands and does not read come up to it.
    private static let limit = 4 << 20
}
