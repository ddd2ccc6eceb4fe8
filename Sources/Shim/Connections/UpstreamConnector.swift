package import NIOCore

/// What opens connected byte streams to the upstream: a plain dial, a tunnel, whatever the assembly gives.
///
/// The shim owns this protocol, so that it needs to know nobody who fulfils it.
package protocol UpstreamConnector: Sendable {
    /// Where the streams lead, for people: `apps.inside.anl.gov:443`.
    var destination: String { get }

    /// How the way there is doing, for `/v1/status`; nil for a way that has no state of its own.
    var route: RouteReport? { get }

    /// Opens one stream.
    ///
    /// - Parameters:
    ///   - eventLoop: the loop that the channel must run on.
    ///   - initializer: adds the handlers; called on the loop before the first byte can arrive.
    /// - Returns: the connected channel; fails with `UpstreamUnavailable` where the reason and the way out are known.
    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel>

    /// No stream is wanted any more: each `connect` that has not ended fails at once, because its event loop is about to stop.
    func close()
}

extension UpstreamConnector {
    package var route: RouteReport? { nil }
    /// A dial ends with its event loop.
    package func close() {}
}

/// Why no stream to the upstream can be had just now, in words for a person.
package struct UpstreamUnavailable: Error, Equatable, Sendable {
    /// What is the matter, and the command that helps.
    package let reason: String
    /// After how many seconds another try makes sense.
    package let retryAfterSeconds: Int

    package init(reason: String, retryAfterSeconds: Int) {
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }
}

/// How the way to the upstream is doing, where there is more to it than a dial.
package struct RouteReport: Sendable, Equatable {
    /// One or a few words: `up`, `connecting`, `needs login`.
    package let state: String
    /// The host on the way that this is about; nil for the way as a whole.
    package let hop: String?
    /// Since when it is so, seconds since 1970.
    package let sinceUnixTime: Int
    /// How often it was built anew.
    package let reconnections: Int
    /// Streams that are open on it now.
    package let openStreams: Int

    package init(state: String, hop: String?, sinceUnixTime: Int, reconnections: Int, openStreams: Int) {
        self.state = state
        self.hop = hop
        self.sinceUnixTime = sinceUnixTime
        self.reconnections = reconnections
        self.openStreams = openStreams
    }
}
