import SystemSupport

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
