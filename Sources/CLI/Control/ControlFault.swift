/// Why two processes could not talk to each other.
enum ControlFault: Error, Equatable {
    /// It is no line of the protocol.
    case unreadable
    /// The other side is another version of this program.
    case otherVersion(Int)
    /// The other side has gone, or does not answer in time.
    case noAnswer
}
