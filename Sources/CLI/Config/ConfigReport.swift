import LosslessJSON

/// Each setting with its value and where that comes from.
struct ConfigReport {
    private let layers: ConfigLayers
    private let rows: [(key: ConfigKey, value: ConfigValue?, origin: ConfigOrigin)]
    private let file: String
    private let services: ServiceReport

    /// - Parameters:
    ///   - standard: the values where nobody says anything.
    ///   - file: absolute path of the configuration file, which need not be there.
    ///   - services: those beside Argo.
    init(_ layers: ConfigLayers, standard: [ConfigKey: ConfigValue], file: String, services: ServiceReport) {
        self.layers = layers
        self.services = services
        self.file = file
        rows = ConfigKey.allCases.map { key in
            let (value, origin) = layers.choice(for: key, standard: standard)
            return (key, value, origin)
        }
    }

    /// Three columns for people, and lines for what is wider than a column.
    var table: String {
        let cells = rows.map { row in [row.key.rawValue, Self.words(row.value), words(row.origin, row.key)] }
        let widths = (0..<2).map { column in cells.map { $0[column].count }.max() ?? 0 }
        let lines = cells.map { cell in
            let padded = (0..<2).map { cell[$0] + String(repeating: " ", count: widths[$0] - cell[$0].count) }
            return (padded + [cell[2]]).joined(separator: "  ")
        }
        return (lines + services.lines).joined(separator: "\n")
    }

    /// One line of JSON. `schema` is raised when a member changes its meaning or goes.
    var json: String {
        let settings = rows.map { row -> JSONValue in
            var members: [JSONValue.Member] = [
                .init("name", .string(row.key.rawValue)), .init("value", row.value?.json ?? JSONValue.null),
            ]
            switch row.origin {
            case .option: members += [.init("origin", "option"), .init("option", .string(row.key.option))]
            case .variable(let name): members += [.init("origin", "variable"), .init("variable", .string(name))]
            case .file(let line): members += [.init("origin", "file"), .init("file", .string(file)), .init("line", .integer(line))]
            case .standard: members.append(.init("origin", "default"))
            }
            if let shadowed = layers.shadowed(row.key) { members.append(.init("overridden_line", .integer(shadowed.line))) }
            return .object(members)
        }
        let members: [JSONValue.Member] = [
            .init("schema", 1), .init("file", .string(file)), .init("in_use", .bool(layers.file != nil)),
            .init("settings", .array(settings)),
        ]
        return String(decoding: JSONValue.object(members + services.members).serialized, as: UTF8.self)
    }

    private static func words(_ value: ConfigValue?) -> String {
        guard let words = value?.words, !words.isEmpty else { return "-" }
        return words
    }

    private func words(_ origin: ConfigOrigin, _ key: ConfigKey) -> String {
        let shadow = layers.shadowed(key).map { "; not \(file):\($0.line)" } ?? ""
        switch origin {
        case .option: return key.option + shadow
        case .variable(let name): return "$\(name)" + shadow
        case .file(let line): return "\(file):\(line)"
        case .standard: return "default" + shadow
        }
    }
}
