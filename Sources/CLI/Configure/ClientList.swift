import LosslessJSON
import TokenSync

/// The clients, their files and what state these are in.
struct ClientList {
    private struct Row {
        let client: String
        let file: String
        let state: String
        let reason: String?
    }

    private let rows: [Row]

    init(_ items: [SyncPlan.Item]) {
        // In the order in which clients are always named.
        rows = ClientName.allCases.flatMap { name in
            items.filter { $0.client == name }.map { item in
                let (state, reason) = Self.words(for: item.state)
                return Row(client: name.rawValue, file: item.file, state: state, reason: reason)
            }
        }
    }

    /// Columns for people; where a file is refused, the reason is on a line of its own.
    var table: String {
        let width = { (column: (Row) -> String) in rows.map { column($0).count }.max() ?? 0 }
        let (clientWidth, stateWidth) = (width(\.client), width(\.state))
        let padded = { (text: String, width: Int) in text + String(repeating: " ", count: max(0, width - text.count)) }
        return rows.map { row in
            "\(padded(row.client, clientWidth))  \(padded(row.state, stateWidth))  \(row.file)" + (row.reason.map { "\n  \($0)" } ?? "")
        }.joined(separator: "\n")
    }

    /// The same for `status`.
    var clients: [StatusReport.Client] {
        rows.map { StatusReport.Client(client: $0.client, file: $0.file, state: $0.state, reason: $0.reason) }
    }

    var json: String {
        let values = rows.map { row -> JSONValue in
            var members: [JSONValue.Member] = [
                .init("client", .string(row.client)), .init("file", .string(row.file)), .init("state", .string(row.state)),
            ]
            if let reason = row.reason { members.append(.init("reason", .string(reason))) }
            return .object(members)
        }
        return String(decoding: JSONValue.array(values).serialized, as: UTF8.self)
    }

    private static func words(for state: SyncPlan.State) -> (String, reason: String?) {
        switch state {
        case .right: ("right", nil)
        case .drifted: ("drifted", nil)
        case .notConfigured: ("not configured", nil)
        case .notInstalled: ("not installed", nil)
        case .refused(let error): ("refused", error.description)
        }
    }
}
