import Relay
import ServiceLifecycle

/// A relay that listens, until it is ended.
struct Lending: Service {
    let door: RelayDoor
    let listener: RelayListener
    let upstreamName: String

    /// For the person who has asked for it.
    var lines: [String] {
        let address = listener.address.contains(":") ? "[\(listener.address)]" : listener.address
        return ["The relay listens on \(address):\(listener.port) and leads to \(upstreamName):443, for whoever knows the token."]
    }

    func run() async throws {
        // Cancellation means the same: stop now.
        try? await gracefulShutdown()
        await end()
    }

    /// Listens no more, and cuts what goes through it.
    func end() async {
        await listener.close()
        await door.close()
    }
}
