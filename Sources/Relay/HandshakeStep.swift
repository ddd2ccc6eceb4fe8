/// What follows from the words of a server.
package enum HandshakeStep<Refusal> {
    case wait
    case send([UInt8])
    /// The way is open; these bytes have come through it already.
    case open(rest: [UInt8])
    case fail(Refusal)
}

extension HandshakeStep: Equatable where Refusal: Equatable {}
