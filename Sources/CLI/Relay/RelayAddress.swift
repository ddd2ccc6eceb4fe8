import ArgumentParser

/// `HOST`, `HOST:PORT` or `[IPv6]:PORT` from the command line.
struct RelayAddress: ExpressibleByArgument, Equatable {
    let host: String
    /// Nil for the usual one.
    let port: Int?

    init?(argument: String) {
        let colons = argument.count { $0 == ":" }
        // An IPv6 address alone is all colons.
        if colons == 1 || argument.hasPrefix("["), let both = HostAndPort(argument: argument), !both.host.contains("[") {
            host = both.host
            port = both.port
        } else {
            guard colons != 1, !argument.hasPrefix("["), let host = HostAndPort(argument: argument + ":1")?.host else { return nil }
            self.host = host
            port = nil
        }
    }
}
