public import NIOCore

/// How much strangers can ask of a relay.
public struct RelayLimits: Sendable {
    /// Connections at one time; a shim keeps 32 at most, and a node has several.
    public var connections = 128
    /// Of these, connections on which nothing has been proved yet: strangers shall not take all places.
    public var strangers = 32
    /// How long a connection may take to prove something; three packets each way, over any network.
    public var proofTime = TimeAmount.seconds(10)

    public init() {}
}
