import ArgumentParser
import TokenSync

/// For the functions of `shell/`.
struct ClaudeRouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claude-route", abstract: "Print the settings that send Claude Code through a gateway.",
        discussion: "For claude --settings. The key is what $ROSETTA_API_KEY holds when Claude Code runs.", shouldDisplay: false)

    @Argument(help: ArgumentHelp("The gateway's address (default: that of the llm-rosetta gateway).", valueName: "url"))
    var address: String?

    func run() throws {
        let address = address ?? Self.configured ?? ClaudeRoute.standardAddress
        do {
            let route = try ClaudeRoute(parsing: address)
            Console.note("claude goes through \(route.address) in this shell; route-claude-through-shim ends that.")
            Console.line(route.settings)
        } catch .notAnAddress {
            throw Advice(
                "\(address) is not the address of a gateway.", hints: ["Such an address is \(ClaudeRoute.standardAddress)"],
                exitCode: .usage)
        } catch .unencrypted {
            throw Advice(
                "\(address) is another machine, and without https everybody on the way can read what Claude Code says.",
                hints: ["Use https, or a forward that listens on 127.0.0.1"], exitCode: .usage)
        }
    }

    /// What the gateway's own configuration says.
    private static var configured: String? {
        RosettaConfiguration.paths(home: UserFolders.ofThisProcess.home).lazy.compactMap { RosettaConfiguration(contentsOf: $0) }.first?
            .address
    }
}
