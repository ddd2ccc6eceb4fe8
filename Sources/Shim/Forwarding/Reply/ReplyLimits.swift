import NIOCore

/// The bounds of everything that a reply may hold in memory or wait for.
struct ReplyLimits: Equatable, Sendable {
    /// A JSON answer, or a stream that is joined into one, in bytes. Embedding answers of 16 strings stay below 1 MiB.
    var documentBytes = 64 << 20
    /// The body of an error, in bytes.
    var errorBytes = 1 << 20
    /// One event of a stream, in bytes; a longer one is passed on without being looked at.
    var eventBytes = 16 << 20
    /// What is held back of a stream until its beginning was judged, in bytes; an access notice is about 1 KiB.
    var heldBytes = 64 << 10
    /// What is read and dropped behind the end of a reply to keep the upstream's connection usable, in bytes.
    var drainedBytes = 64 << 10
    /// How long the upstream may take to end its response after the client has its own.
    var drainTime: TimeAmount = .seconds(5)
}
