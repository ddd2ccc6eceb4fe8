/// What a shim says to a process that has asked.
enum ControlReply: Codable, Equatable, Sendable {
    case status(ShimStatus)
    /// It is done; in words for a person.
    case done([String])
    /// It could not be done; in words for a person.
    case refused([String])
    /// It ends, and the tunnel stays up. The process that keeps it, where that is the shim's own, which then does not end.
    case tunnelStays(process: Int32?)
    /// Something has happened that a person who waits wants to see.
    case note(String)
    case question(number: Int, PersonQuestion)
    /// A question that was asked is over: somebody else has answered it, or the server did not wait.
    case questionIsOver(number: Int)
    /// The shim serves, and the way to Argo stands.
    case up
    /// The network is down, and the tunnel is tried again by itself; in words for a person.
    case waiting([String])
    /// The tunnel stays down until a person acts; in words for them.
    case needsLogin([String])
}
