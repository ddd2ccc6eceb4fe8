/// How the way to the upstream is doing, where there is more to it than a dial.
package struct RouteReport: Sendable, Equatable {
    /// One or a few words: `up`, `connecting`, `needs login`.
    package let state: String
    /// The host on the way that this is about; nil for the way as a whole.
    package let hop: String?
    /// Since when it is so, seconds since 1970.
    package let sinceUnixTime: Int
    /// How often it was built anew.
    package let reconnections: Int
    /// Streams that are open on it now.
    package let openStreams: Int

    package init(state: String, hop: String?, sinceUnixTime: Int, reconnections: Int, openStreams: Int) {
        self.state = state
        self.hop = hop
        self.sinceUnixTime = sinceUnixTime
        self.reconnections = reconnections
        self.openStreams = openStreams
    }
}
