import ArgumentParser
import Daemon
import Logging
import LosslessJSON
import Models
import Shim
import SystemSupport
import TokenSync
import Translation

struct ConfigShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show each setting with its value and where the value comes from.",
        discussion:
            "Takes the options of `argo-shim run`, and shows the settings that apply with them. Keys and header values are never shown.")

    @Flag(name: .long, help: "Print one line of JSON.")
    var json = false

    @OptionGroup var options: RunOptions

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let layers = try ConfigLayers(of: Array(CurrentProcess.argumentsBehindVerb.dropFirst()), folders: folders)
        let file = ConfigFile.standardPath(folders)
        let leavesALCFOut = layers.choice(for: .noALCF, standard: [:]).value == .flag(true)
        let services = ProviderConfigReport(
            leavesALCFOut ? layers.services.withoutBuiltIn : layers.services, standard: leavesALCFOut ? [] : folders.standardProviders,
            environment: folders.environment, file: file)
        let report = ConfigReport(layers, standard: try Self.standards(), file: file, services: services)
        Console.line(json ? report.json : report.table)
    }

    /// The values of settings where nobody says anything: those of `argo-shim run` itself, and what it makes of the user's name.
    private static func standards() throws -> [ConfigKey: ConfigValue] {
        let options = try RunOptions.parse([])
        let user = UserName.ofThisProcess
        var values: [ConfigKey: ConfigValue] = [
            .port: .number(DerivedPort.port(forUser: user.forPort)), .host: .text(TunnelOptions.standardHost),
            .tokenGrace: .number(options.access.tokenGrace),
            .maxBody: .number(options.requests.maxBody), .timeout: .number(options.requests.timeout),
            .noFix: .list(options.requests.disabledFixes), .logLevel: .text(options.logLevel.rawValue),
            .logFormat: .text(options.logFormat.rawValue), .user: .text(user.loginName),
        ]
        for key in ConfigKey.allCases where key.kind == .flag { values[key] = .flag(false) }
        return values
    }
}

/// Each setting with its value and where that comes from.
struct ConfigReport {
    private let layers: ConfigLayers
    private let rows: [(key: ConfigKey, value: ConfigValue?, origin: ConfigOrigin)]
    private let file: String
    private let services: ProviderConfigReport

    /// - Parameters:
    ///   - standard: the values where nobody says anything.
    ///   - file: absolute path of the configuration file, which need not be there.
    init(_ layers: ConfigLayers, standard: [ConfigKey: ConfigValue], file: String, services: ProviderConfigReport) {
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
        let settings = TextTable(rows.map { row in [row.key.rawValue, Self.words(row.value), words(row.origin, row.key)] })
        return (settings.lines + services.lines).joined(separator: "\n")
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
        let shadow = layers.shadowed(key).map { "; overrides \(file):\($0.line)" } ?? ""
        switch origin {
        case .option: return key.option + shadow
        case .variable(let name): return "$\(name)" + shadow
        case .file(let line): return "\(file):\(line)"
        case .standard: return "default" + shadow
        }
    }
}

/// The services beside Argo, the user's names of models and their substitutes, and where each comes from. No key and no header's value is
/// in it.
struct ProviderConfigReport {
    /// What one of them is.
    private struct Entry {
        let kind: String
        let name: String
        /// In the order in which a person reads them.
        let facts: [(name: String, value: JSONValue)]
        /// Nil for what is built in.
        let line: Int?

        /// For a person.
        var words: String {
            facts.compactMap { fact in
                switch fact.value {
                case .string(let text): fact.name == "base_url" || fact.name == "model" ? text : "\(fact.name) \(text)"
                case .array(let items):
                    "\(fact.name) " + items.compactMap { if case .string(let text) = $0 { text } else { nil } }.joined(separator: ", ")
                case .null: nil
                default: "\(fact.name) " + String(decoding: fact.value.serialized, as: UTF8.self)
                }
            }.joined(separator: "; ")
        }
    }

    private let entries: [Entry]
    private let file: String

    /// - Parameters:
    ///   - config: what the configuration file says.
    ///   - standard: the providers that are there without a line of it.
    ///   - file: absolute path of the configuration file.
    init(_ config: ProviderConfig, standard: [Provider], environment: [String: String], file: String) {
        self.file = file
        let proxies = ProxyVariables(environment)
        let unsaid = standard.filter { provider in !config.providers.contains { $0.name == provider.name } }
            .map { ProviderConfig.Provider(name: $0.name, line: 0) }
        let providers = (unsaid + config.providers).map { entry in
            let standard = standard.first { $0.name == entry.name }
            return Entry(
                kind: "provider", name: entry.name, facts: Self.facts(entry, standard, proxies), line: entry.line == 0 ? nil : entry.line)
        }
        let models = config.models.map { model in
            Entry(kind: "model", name: model.name, facts: Self.facts(model), line: config.modelLines[model.name])
        }
        let fallbacks = config.fallbacks.sorted { $0.key < $1.key }.map { name, others in
            Entry(kind: "fallback", name: name, facts: [("models", Self.list(others))], line: config.fallbackLines[name])
        }
        entries = providers + models + fallbacks
    }

    private static func facts(
        _ entry: ProviderConfig.Provider, _ standard: Provider?, _ proxies: ProxyVariables
    ) -> [(name: String, value: JSONValue)] {
        let address = entry.address ?? standard?.address
        let keys = entry.keys?.map(\.place) ?? standard?.keys.map(\.place) ?? []
        let proxy: ProxyAddress? =
            switch entry.proxy {
            case .address(let proxy): proxy
            case .direct: nil
            case nil: address.flatMap { proxies.proxy(for: $0) }
            }
        return [
            ("base_url", text(address?.description)), ("dialect", text((entry.dialect ?? standard?.dialect)?.rawValue)),
            ("key", keys.isEmpty ? .string("none") : list(keys)),
            ("headers", entry.headers.isEmpty ? .null : list(entry.headers.map(\.name))),
            ("ca_file", text(entry.authorityFile)), ("proxy", text(proxy?.description)),
            ("timeout", entry.timeout.map { .integer($0) } ?? JSONValue.null),
            ("limits", limits(entry.limits)), ("models", list(entry.models.isEmpty ? standard?.knownModels ?? [] : entry.models)),
        ]
    }

    private static func facts(_ model: ModelAlias) -> [(name: String, value: JSONValue)] {
        let capabilities = model.capabilities.map { known in ModelCapability.allCases.filter(known.contains).map(\.rawValue) }
        return [
            ("model", .string(model.target)), ("capabilities", capabilities.map(list) ?? JSONValue.null),
            ("max_output", model.maximumOutput.map { .integer($0) } ?? JSONValue.null),
            ("context", model.contextTokens.map { .integer($0) } ?? JSONValue.null),
        ]
    }

    private static func limits(_ limits: ProviderLimits) -> JSONValue {
        let numbers = [
            ("concurrent", limits.concurrentRequests), ("requests_per_minute", limits.requestsPerMinute),
            ("max_body", limits.bodySize.map { $0 / 1_048_576 }), ("max_output", limits.maximumOutput),
        ]
        return list(numbers.compactMap { name, number in number.map { "\(name) \($0)" } })
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? JSONValue.null }
    private static func list(_ texts: [String]) -> JSONValue { texts.isEmpty ? .null : .array(texts.map { .string($0) }) }

    /// One line for each: its name, what it is, and where that comes from.
    var lines: [String] {
        entries.map { "\($0.kind) \($0.name): \($0.words) (\($0.line.map { "\(file):\($0)" } ?? "built in"))" }
    }

    /// One list for each kind.
    var members: [JSONValue.Member] {
        [("provider", "providers"), ("model", "models"), ("fallback", "fallbacks")].map { kind, name in
            .init(
                name,
                .array(
                    entries.filter { $0.kind == kind }.map { entry in
                        let origin: [JSONValue.Member] =
                            entry.line.map { [.init("origin", "file"), .init("line", .integer($0))] } ?? [.init("origin", "built in")]
                        return .object([.init("name", .string(entry.name))] + entry.facts.map { .init($0.name, $0.value) } + origin)
                    }))
        }
    }
}
