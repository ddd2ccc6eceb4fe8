/// How many connections a server has had and has.
package struct ConnectionCount: Sendable, Equatable {
    /// All that were ever accepted.
    package let accepted: Int
    /// Those that are open now.
    package let open: Int

    /// Makes a count.
    package init(accepted: Int, open: Int) {
        self.accepted = accepted
        self.open = open
    }
}
