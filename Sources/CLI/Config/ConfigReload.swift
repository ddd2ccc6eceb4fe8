import ArgumentParser
import Daemon
import Logging
import NIOConcurrencyHelpers
import TokenSync

/// Reads the configuration file again for a shim that runs, and takes over what can change while requests do.
final class ConfigReload: Sendable {
    private let arguments: [String]
    private let folders: UserFolders
    private let threshold: LogThreshold
    /// What of the file the shim runs with.
    private let running: NIOLockedValueBox<[ConfigKey: ConfigValue]>
    private let services: ProviderConfig

    /// - Parameters:
    ///   - arguments: the options of the shim, as they were typed.
    ///   - threshold: of everything that it logs.
    init(arguments: [String], folders: UserFolders, threshold: LogThreshold) throws {
        self.arguments = arguments
        self.folders = folders
        self.threshold = threshold
        let layers = try ConfigLayers(of: arguments, folders: folders)
        running = NIOLockedValueBox(Self.values(layers))
        services = layers.services
    }

    func run() -> ReloadOutcome {
        let layers: ConfigLayers
        let options: RunOptions
        do {
            layers = try ConfigLayers(of: arguments, folders: folders)
            options = try RunOptions.parse(layers.fileArguments + arguments)
        } catch {
            let advice = Advice(error) ?? Advice(RunOptions.message(for: error))
            return ReloadOutcome(
                lines: ["The configuration file was not reloaded: \(advice.summary)"], helper: .unchanged)
        }
        let change = running.withLockedValue { running in
            let file = Self.values(layers)
            let change = ConfigChange(from: running, to: file)
            for key in change.taken { running[key] = file[key] }
            return change
        }
        if change.taken.contains(.logLevel) { threshold.withLockedValue { $0 = options.lowestLevel } }
        return ReloadOutcome(
            lines: lines(change, layers, options),
            helper: change.taken.isEmpty ? .unchanged : .changed(options.access.apiKeyHelper))
    }

    private func lines(_ change: ConfigChange, _ layers: ConfigLayers, _ options: RunOptions) -> [String] {
        var lines: [String] = []
        if change.taken.contains(.logLevel) { lines.append("log-level is now \(options.lowestLevel.rawValue).") }
        if change.taken.contains(.apiKeyHelper) {
            let style = options.access.apiKeyHelper.map { "now \($0.rawValue)" } ?? "unchanged"
            lines.append("api-key-helper is \(style).")
        }
        let sections = services.sections(differingFrom: layers.services)
        let waiting = change.waiting.map(\.rawValue) + sections
        if !waiting.isEmpty {
            let names = waiting.joined(separator: ", ")
            lines.append("Changed in the configuration file, but needs a restart: \(names). Restart: argo-shim restart")
        }
        return lines
    }

    private static func values(_ layers: ConfigLayers) -> [ConfigKey: ConfigValue] {
        Dictionary(layers.fileEntries.map { ($0.key, $0.value) }) { first, _ in first }
    }
}

/// What a configuration file says otherwise than when a shim was started, or looked at it last.
struct ConfigChange: Equatable {
    /// Settings that a shim takes over while it runs.
    static let changeable: Set<ConfigKey> = [.logLevel, .apiKeyHelper]

    /// What it takes over now.
    let taken: [ConfigKey]
    /// What only another start takes over.
    let waiting: [ConfigKey]

    init(from running: [ConfigKey: ConfigValue], to file: [ConfigKey: ConfigValue]) {
        let changed = ConfigKey.allCases.filter { Self.effect(running[$0]) != Self.effect(file[$0]) }
        taken = changed.filter(Self.changeable.contains)
        waiting = changed.filter { !Self.changeable.contains($0) }
    }

    /// A flag that is false, or a list of nothing, is as if it were not there.
    private static func effect(_ value: ConfigValue?) -> ConfigValue? {
        value == .flag(false) || value == .list([]) ? nil : value
    }
}
