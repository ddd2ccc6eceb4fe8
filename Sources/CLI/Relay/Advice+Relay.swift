import Relay
import SystemPackage

extension Advice {
    init(_ error: RelayListenError) {
        switch error {
        case .notAnAddress(let text): self.init("\(text) is not an address of a machine.", exitCode: .usage)
        case .refused(let address, let port, let code):
            self.init(
                "The relay cannot listen on \(address):\(port): \(Errno(rawValue: code).description).",
                hints: ["Say another place: argo-shim relay serve --bind ADDRESS:PORT"])
        }
    }
}
