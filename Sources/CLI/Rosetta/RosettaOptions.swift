import ArgumentParser
import TokenSync

/// Which configuration the gateway runs with.
struct RosettaOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The gateway's configuration (default: ~/.config/llm-rosetta-gateway/config.jsonc).", valueName: "file"),
        completion: .file())
    var config: String?

    /// - Parameter earlier: the file to take when none is named.
    /// - Throws: `Advice` when there is none that can be read.
    func configuration(earlier: String? = nil) throws -> RosettaConfiguration {
        let paths = config.map { [$0] } ?? [earlier].compactMap { $0 } + RosettaConfiguration.paths(home: UserFolders.ofThisProcess.home)
        guard let configuration = paths.lazy.compactMap({ RosettaConfiguration(contentsOf: $0) }).first else {
            throw Advice(
                "There is no configuration for \(RosettaGateway.program) that can be read at \(paths.joined(separator: " or ")).",
                hints: ["Make one: \(RosettaGateway.program) init"])
        }
        return configuration
    }
}
