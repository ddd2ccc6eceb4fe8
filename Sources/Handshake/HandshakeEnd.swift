/// How a connection ended before the way through it was open.
public enum HandshakeEnd {
    case closed
    case timedOut(seconds: Int)
    case broken(any Error)
}
