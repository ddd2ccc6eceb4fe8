@testable import SystemSupport
@testable import Tunnel

/// `ssh -G` with a configuration of the test's: host, to the lines that differ from the defaults.
final class ScriptedSSH: Sendable {
    private let sections: [String: [String]]
    private let calls = Locked<[[String]]>([])
    private let heard = Locked<[TunnelWarning]>([])

    init(_ sections: [String: [String]] = [:]) { self.sections = sections }

    var arguments: [[String]] { calls.withLock { $0 } }
    var warnings: [TunnelWarning] { heard.withLock { $0 } }

    func warn(_ warning: TunnelWarning) { heard.withLock { $0.append(warning) } }

    func answer(_ arguments: [String]) -> String? {
        calls.withLock { $0.append(arguments) }
        guard let host = arguments.last else { return nil }
        func value(of option: String) -> String? {
            arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
        }
        let isOverridden = value(of: "-o") == "ProxyCommand=none"
        let lines = (sections[host] ?? []).filter { !(isOverridden && $0.hasPrefix("proxy")) }
        if lines == ["broken"] { return nil }
        let user = value(of: "-l").map { ["user \($0)"] } ?? []
        let port = value(of: "-p").map { ["port \($0)"] } ?? []
        return (["user alice", "hostname \(host)", "port 22"] + lines + user + port).joined(separator: "\n") + "\n"
    }
}
