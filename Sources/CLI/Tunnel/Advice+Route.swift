import Tunnel

extension Advice {
    init(_ error: RouteError) {
        switch error {
        case .malformedHop(let text):
            self.init("'\(text)' is not an SSH server.", hints: ["It is written [user@]host[:port]."], exitCode: .usage)
        case .configurationRejected(let host):
            self.init(
                "ssh does not accept the SSH configuration for \(host).", hints: ["See why: ssh -G \(host), with -F FILE for --ssh-config"],
                exitCode: .usage)
        case .configurationUnusable(let host, let keyword, let value):
            self.init(
                "The SSH configuration for \(host) has a \(keyword) that cannot be used: \(value)", hints: ["See it all: ssh -G \(host)"],
                exitCode: .usage)
        case .loop(let hop):
            self.init(
                "ProxyJump of the SSH configuration leads from \(hop) back to it.",
                hints: ["Say which servers to use: argo-shim --jump HOST,HOST"], exitCode: .usage)
        case .tooManyHops(let limit):
            self.init(
                "The route has more than \(limit) SSH servers.", hints: ["Say which to use: argo-shim --jump HOST,HOST"], exitCode: .usage)
        }
    }
}
