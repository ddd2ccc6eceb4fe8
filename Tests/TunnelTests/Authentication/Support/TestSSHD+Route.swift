@testable import Tunnel

extension TestSSHD {
    /// A hop to this server that takes its host key as it comes, and has no key of the user's yet.
    func hop(_ name: String, at address: Endpoint, folder: TestFolder) -> Hop {
        var hop = Hop(name: name, address: address, user: user)
        hop.knownHostsFiles = [folder.path + "/known_hosts"]
        hop.unknownHostKeys = .acceptNew
        return hop
    }

    /// How many connections it has been asked for.
    var connectionCount: Int { log.split(separator: "Connection from ", omittingEmptySubsequences: false).count - 1 }
}
