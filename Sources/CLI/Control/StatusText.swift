import Shim
import SystemSupport

/// A status in lines for a terminal.
struct StatusText {
    let lines: [String]

    /// - Parameters:
    ///   - ledger: the lines about logins.
    ///   - now: seconds since 1970.
    init(_ report: StatusReport, ledger: [String], now: Int, dateAndTime: (Int) -> String = LocalTime.dateAndTime) {
        guard let shim = report.shim else {
            let clients = Self.clients(report.clients)
            lines = [report.problem ?? "No shim runs on \(report.host). Start one: argo-shim start"] + clients + ledger
            return
        }
        let place = shim.runsInBackground ? "in the background" : "in a terminal"
        var lines = [
            "argo-shim \(shim.version) runs \(place) on port \(shim.port): process \(shim.process), since \(dateAndTime(shim.startedAt)).",
            "Argo: \(shim.upstream), \(shim.way).",
        ]
        if let tunnel = shim.tunnel { lines += Self.route(tunnel, named: "The tunnel", dateAndTime) }
        if let relay = shim.relay { lines += Self.route(relay.route, named: "The relay on \(relay.host)", dateAndTime) }
        if let failure = shim.models.failure { lines.append("Argo's list of models could not be read: \(failure)") }
        lines += (shim.providers ?? []).filter(Self.isUsed).flatMap { Self.provider($0, dateAndTime) }
        lines += [
            "Requests: \(shim.openRequests) open, \(shim.requests) since the start, \(shim.errors) of them failed.",
            "In the last hour: \(shim.lastHour.requests), \(shim.lastHour.errors) of them failed.",
        ]
        if let made = shim.tokenMadeAt { lines.append("The token was made \(dateAndTime(made)), \(Self.age(now - made)) ago.") }
        // What the ledger has to say matters only where SSH is in use.
        self.lines = lines + Self.clients(report.clients) + (shim.tunnel == nil ? [] : ledger)
    }

    private static func route(_ route: ShimStatus.Route, named name: String, _ dateAndTime: (Int) -> String) -> [String] {
        let hop = route.hop.map { " (\($0))" } ?? ""
        let again = route.reconnections == 0 ? "" : ", built again \(route.reconnections) times"
        let line = "\(name): \(route.state)\(hop) since \(dateAndTime(route.since))\(again); streams open: \(route.openStreams)."
        let keeper = route.keeper.map { ["  Process \($0) keeps it, the shim before the restart."] } ?? []
        return [line] + keeper + (route.reason.map { ["  \($0)"] } ?? [])
    }

    /// What is there without a line of the configuration says nothing to those who have never logged in to it.
    private static func isUsed(_ provider: ShimStatus.Provider) -> Bool {
        provider.key != KeyState.Kind.missing.rawValue || !Provider.builtInNames.contains(provider.name)
    }

    private static func provider(_ provider: ShimStatus.Provider, _ dateAndTime: (Int) -> String) -> [String] {
        let way = provider.proxy.map { ", through \($0)" } ?? ""
        let places = provider.keyPlaces.joined(separator: ", ")
        let key = "its key: " + provider.key + (places.isEmpty ? "" : " (\(places))")
        let waiting = provider.waiting == 0 ? "" : "; requests that wait for their turn: \(provider.waiting)"
        let time = provider.failedAt.map { "\(dateAndTime($0)): " } ?? ""
        return ["\(provider.name): \(provider.address), \(provider.dialect)\(way); \(key)\(waiting)."]
            + (provider.failure.map { ["  \(time)\($0)"] } ?? [])
    }

    private static func clients(_ clients: [StatusReport.Client]) -> [String] {
        clients.map { client in
            let remedy = client.state == "right" ? "" : "; to write them: argo-shim configure \(client.client)"
            return "Settings of \(client.client): \(client.state)\(remedy)" + (client.reason.map { "\n  \($0)" } ?? "")
        }
    }

    private static func age(_ seconds: Int) -> String {
        switch seconds {
        // Not to the second, or `--watch` would print it all again every two.
        case ..<60: "less than a minute"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
