import Shim
import Translation

/// What a configuration file says of services beside Argo, and of the names and the succession of models.
struct ProviderConfig: Equatable, Sendable {
    struct Provider: Equatable, Sendable {
        let name: String
        /// Counted from 1.
        var line: Int
        /// Nil only for a provider that is built in.
        var address: ProviderAddress?
        var dialect: Dialect?
        /// Nil where nothing is said of it.
        var keys: [Key]?
        /// Where the tokens of a login are renewed.
        var tokenAddress: ProviderAddress?
        /// Nil where nothing is said of it.
        var proxy: Proxy?
        var headers: [Header] = []
        /// Absolute path.
        var authorityFile: String?
        /// Seconds.
        var timeout: Int?
        var models: [String] = []
        var limits = ProviderLimits()
    }

    enum Key: Equatable, Sendable {
        case variable(String)
        /// Absolute path.
        case file(String)
        case command([String])

        /// Where it is, for a person: of a program its name alone, since an argument could be a secret.
        var place: String {
            switch self {
            case .variable(let name): "$\(name)"
            case .file(let path): path
            case .command(let words): words.first ?? ""
            }
        }

        /// Of a file, or of a program that is named by its path.
        var path: String? {
            switch self {
            case .variable: nil
            case .file(let path): path
            case .command(let words): words.first.flatMap { $0.hasPrefix("/") ? $0 : nil }
            }
        }
    }

    enum Proxy: Equatable, Sendable {
        case direct
        case address(ProxyAddress)
    }

    struct Header: Equatable, Sendable {
        let name: String
        let value: String
    }

    var providers: [Provider] = []
    var models: [ModelAlias] = []
    /// What is asked for, and what is asked instead, in order.
    var fallbacks: [String: [String]] = [:]

    /// The lines of `models` and `fallbacks`, counted from 1.
    var modelLines: [String: Int] = [:]
    var fallbackLines: [String: Int] = [:]

    /// Without what is said of the providers that are there without a line.
    var withoutBuiltIn: ProviderConfig {
        var config = self
        config.providers.removeAll { Shim.Provider.builtInNames.contains($0.name) }
        return config
    }

    /// The names of the sections in which another one says something else, in whatever lines.
    func sections(differingFrom other: ProviderConfig) -> [String] {
        func said(_ providers: [Provider]) -> [Provider] {
            providers.map { provider in
                var provider = provider
                provider.line = 0
                return provider
            }
        }
        let differences = [
            (ProviderConfigReader.Section.providers, said(providers) != said(other.providers)), (.models, models != other.models),
            (.fallbacks, fallbacks != other.fallbacks),
        ]
        return differences.filter(\.1).map(\.0.rawValue)
    }
}
