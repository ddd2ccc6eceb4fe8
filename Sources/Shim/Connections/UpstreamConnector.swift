package import NIOCore

/// What opens connected byte streams to the upstream: a plain dial, a tunnel, whatever the assembly gives.
///
/// The shim owns this protocol, so that it needs to know nobody who fulfils it.
package protocol UpstreamConnector: Sendable {
    /// Where the streams lead, for people: `apps.inside.anl.gov:443`.
    var destination: String { get }

    /// How the way there is doing, for `/v1/status`; nil for a way that has no state of its own.
    var route: RouteStatus? { get }

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
    package var route: RouteStatus? { nil }
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
