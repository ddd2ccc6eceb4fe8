import SystemSupport

/// One end of a connected byte stream to the route's target. Whoever holds it owns a descriptor; dropping it closes the stream.
package struct TunnelStream: ~Copyable, Sendable {
    private let socket: Descriptor

    init(_ socket: consuming Descriptor) { self.socket = socket }

    /// - Parameter descriptor: of a connected stream socket, which the stream owns from now on.
    package init(owning descriptor: Int32) { socket = Descriptor(owning: descriptor) }

    /// Hands the descriptor of the stream socket over, which its new owner closes.
    package consuming func release() -> Int32 { socket.release() }
}
