/// The one host and port that a relay lends the way to.
package struct RelayTarget: Sendable, Equatable {
    package let host: String
    package let port: Int

    /// - Parameters:
    ///   - host: a name, in ASCII.
    ///   - port: 1...65535.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// RFC 9110, section 7.2: `host:port`.
    var authority: String { "\(host):\(port)" }
}
