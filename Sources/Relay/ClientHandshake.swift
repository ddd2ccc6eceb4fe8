/// What is said to a server, and what its answers mean, until the way through it is open.
package protocol ClientHandshake {
    /// Why there is no way.
    associatedtype Refusal: Error

    /// What is said first.
    var opening: [UInt8] { get }

    /// Takes what the server has said.
    ///
    /// - Parameter bytes: all that came since the last call.
    mutating func receive(_ bytes: some Collection<UInt8>) -> HandshakeStep<Refusal>

    /// What it means that the connection came to nothing before the way was open.
    func refusal(for end: HandshakeEnd) -> Refusal
}
