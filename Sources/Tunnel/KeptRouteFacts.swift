/// What another process needs to know of a route that it is to use.
package struct KeptRouteFacts: Sendable, Equatable, Codable {
    /// Since when it stands, seconds since 1970.
    package var sinceUnixTime: Int
    /// How often it was built anew before.
    package var reconnections: Int
    /// The hops, counted from 0, that let us in only because a person helped: they have answered the server, or typed a passphrase.
    package var hopsThatTookPerson: Set<Int>

    package init(sinceUnixTime: Int, reconnections: Int, hopsThatTookPerson: Set<Int>) {
        self.sinceUnixTime = sinceUnixTime
        self.reconnections = reconnections
        self.hopsThatTookPerson = hopsThatTookPerson
    }
}
