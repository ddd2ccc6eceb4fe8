#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The models of a shim, for a terminal and for programs.
struct ModelReport: Encodable {
    /// Raised when a member changes its meaning or goes; new ones may come at any time.
    let schema = 1
    let models: [ListedModel]

    /// One line of JSON.
    var json: String {
        // Strings, numbers and lists of them can always be written.
        (try? ControlProtocol.encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// A table, each column as wide as its widest word.
    var lines: [String] {
        let rows = [["MODEL", "PROVIDER", "CAN DO", "CONTEXT", "ANSWER", "STATE"]] + models.map(Self.row)
        let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  ").trimmingBlanks
        }
    }

    private static func row(_ model: ListedModel) -> [String] {
        [
            model.name, model.provider, model.capabilities?.joined(separator: " ") ?? "?", model.contextTokens.map(String.init) ?? "?",
            model.answerTokens.map(String.init) ?? "-", model.state ?? "?",
        ]
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    fileprivate var trimmingBlanks: String { String(reversed().drop { $0 == " " }.reversed()) }
}
