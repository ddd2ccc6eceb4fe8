import Shim
import Tunnel

extension RouteReport {
    init(_ status: TunnelStatus) {
        let (state, hop): (String, String?) =
            switch status.state {
            case .stopped: ("stopped", nil)
            case .connecting(let hop, _): ("connecting", hop)
            case .waitingForPerson(let hop): ("waiting for a person", hop)
            case .up: ("up", nil)
            case .waiting(let error, _): ("waiting", error.hop)
            case .needsLogin(let error): ("needs login", error.hop)
            }
        self.init(
            state: state, hop: hop, sinceUnixTime: status.sinceUnixTime, reconnections: status.reconnections,
            openStreams: status.openStreams)
    }
}
