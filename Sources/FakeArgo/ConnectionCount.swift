/// How many connections a server has had and has.
public struct ConnectionCount: Sendable, Equatable {
    /// All that were ever accepted.
    public let accepted: Int
    /// Those that are open now.
    public let open: Int

    /// Makes a count.
    public init(accepted: Int, open: Int) {
        self.accepted = accepted
        self.open = open
    }
}
