import LosslessJSON
import Shim
import TokenSync
import Translation

/// The services beside Argo, the user's names of models and their substitutes, and where each comes from. No key and no header's value is
/// in it.
struct ServiceReport {
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
    init(_ config: ServiceConfig, standard: [Provider], environment: [String: String], file: String) {
        self.file = file
        let proxies = ProxyVariables(environment)
        let unsaid = standard.filter { provider in !config.providers.contains { $0.name == provider.name } }
            .map { ServiceConfig.Provider(name: $0.name, line: 0) }
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
        _ entry: ServiceConfig.Provider, _ standard: Provider?, _ proxies: ProxyVariables
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
