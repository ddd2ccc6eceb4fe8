/// One end of a connected byte stream to the route's target. Whoever holds it owns a descriptor; dropping it closes the stream.
public struct TunnelStream: ~Copyable, Sendable {
    private let socket: Descriptor

    init(_ socket: consuming Descriptor) { self.socket = socket }

    /// Hands the descriptor of the stream socket over, which its new owner closes.
    public consuming func release() -> Int32 { socket.release() }
}
