import Shim
import TokenSync

/// The models beside Argo's that clients can be told of: names of the user's own, and what is known beforehand of the providers' models.
struct OtherModels: Equatable, Sendable {
    static let none = OtherModels(ServiceConfig(), standard: []) { _ in true }

    /// For clients that have a list: models for conversations, in the order of the configuration.
    let names: [String]
    /// The user's own, whatever they are for.
    private let aliases: Set<String>
    private let providers: Set<String>

    /// - Parameters:
    ///   - config: what the configuration file says.
    ///   - standard: the providers that are there without a line of it.
    ///   - isUsed: whether one of these without a line of it is listed: a list is no place for models that would be refused.
    init(_ config: ServiceConfig, standard: [Provider], isUsed: (Provider) -> Bool) {
        let configured = config.providers.flatMap { entry in
            let models = entry.models.isEmpty ? standard.first { $0.name == entry.name }?.knownModels ?? [] : entry.models
            return models.map { "\(entry.name)/\($0)" }
        }
        let others = standard.filter { provider in !config.providers.contains { $0.name == provider.name } && isUsed(provider) }
            .flatMap { provider in provider.knownModels.map { "\(provider.name)/\($0)" } }
        let own = config.models.filter { $0.capabilities?.contains(.text) ?? !$0.target.contains("embed") }.map(\.name)
        names = own + (configured + others).filter { !$0.contains("embed") }
        aliases = Set(config.models.map(\.name))
        providers = Set(standard.map(\.name) + config.providers.map(\.name))
    }

    /// - Parameters:
    ///   - config: what the configuration file says.
    ///   - leavesALCFOut: whether ALCF is left out.
    init(_ config: ServiceConfig, folders: UserFolders, leavesALCFOut: Bool) {
        self.init(
            leavesALCFOut ? config.withoutBuiltIn : config, standard: leavesALCFOut ? [] : folders.standardProviders,
            isUsed: \.hasLoginFile)
    }

    /// Whether clients can ask for a model by a name, though it is none of Argo's.
    func contains(_ name: String) -> Bool {
        if aliases.contains(name) { return true }
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[1].isEmpty && providers.contains(String(parts[0]))
    }
}
