package import NIOCore

/// How much strangers can ask of a relay.
package struct RelayLimits: Sendable {
    /// Connections at one time; a shim keeps 32 at most, and a node has several.
    package var connections = 128
    /// Of these, connections on which nothing has been proved yet: strangers shall not take all places.
    package var strangers = 32
    /// How long a connection may take to prove something; three packets each way, over any network.
    package var proofTime = TimeAmount.seconds(10)

    package init() {}
}
