/// How a connection ended before the way through it was open.
package enum HandshakeEnd {
    case closed
    case timedOut(seconds: Int)
    case broken(any Error)
}
