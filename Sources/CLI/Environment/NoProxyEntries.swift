/// The hosts that a program reaches without its proxy: `NO_PROXY`, and `no_proxy` for the programs that know only that.
struct NoProxyEntries {
    /// A proxy for the whole network would catch the loopback addresses too.
    private static let loopback = ["127.0.0.1", "localhost"]

    /// What `NO_PROXY` has to be.
    let upperCase: String
    /// What `no_proxy` has to be.
    let lowerCase: String

    /// Adds the loopback addresses to what is there.
    ///
    /// - Parameters:
    ///   - upperCase: the value of `NO_PROXY`; nil when it is not set.
    ///   - lowerCase: the value of `no_proxy`; nil when it is not set.
    init(upperCase: String?, lowerCase: String?) {
        // A program that takes one of the two looks no further, so that neither may know less than the other did alone.
        self.upperCase = Self.withLoopback(upperCase ?? lowerCase ?? "")
        self.lowerCase = Self.withLoopback(lowerCase ?? upperCase ?? "")
    }

    private static func withLoopback(_ list: String) -> String {
        let entries = list.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
        // A lone asterisk stands for every host (curl(1), NO_PROXY).
        guard list != "*" else { return list }
        let missing = loopback.filter { host in !entries.contains { $0 == host } }
        return ((list.isEmpty ? [] : [list]) + missing).joined(separator: ",")
    }
}
