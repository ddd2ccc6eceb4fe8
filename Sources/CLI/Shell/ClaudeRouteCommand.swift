import ArgumentParser
import Daemon
import FoundationSubset
import LosslessJSON
import TokenSync

/// For the functions of `shell/`.
struct ClaudeRouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claude-route", abstract: "Print the settings that send Claude Code through a gateway.",
        discussion: "For claude --settings. The key is the value of $ROSETTA_API_KEY when Claude Code runs.", shouldDisplay: false)

    @Argument(help: ArgumentHelp("Address of the gateway (default: that of the llm-rosetta gateway).", valueName: "url"))
    var address: String?

    /// Where the llm-rosetta gateway listens unless its configuration says otherwise (its version 0.13).
    private static let standardAddress = "http://127.0.0.1:8765"

    func run() throws {
        let files = RosettaConfiguration.paths(home: UserFolders.ofThisProcess.home)
        let address = try Self.gateway(address ?? RosettaConfiguration.first(of: files)?.address ?? Self.standardAddress)
        let settings: JSONValue = [
            // Claude Code wants a key, also where the gateway wants none. It comes from the environment: an argument can be seen by every
            // user of the machine.
            "apiKeyHelper": #"printf %s "${ROSETTA_API_KEY:-none}""#,
            "env": ["ANTHROPIC_BASE_URL": .string(address)],
        ]
        Console.note("claude goes through \(address) in this shell. Undo: route-claude-through-shim")
        Console.line(String(decoding: settings.serialized, as: UTF8.self))
    }

    /// The gateway's address without a slash at its end.
    ///
    /// - Parameter text: the same, with or without `/v1`, which Claude Code adds by itself.
    private static func gateway(_ text: String) throws(Advice) -> String {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'\`$<>{}|^"#.utf8.contains($0) }
        let notAnAddress = Advice(
            "\(text) is not the address of a gateway.", hints: ["Use an address such as \(standardAddress)"], exitCode: .usage)
        guard isPlain, let url = URL(string: text), let host = url.host(), !host.isEmpty, url.user() == nil, url.query() == nil,
            url.fragment() == nil
        else { throw notAnAddress }
        switch url.scheme {
        case "https": break
        case "http":
            guard ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) else {
                throw Advice(
                    "\(text) is another machine, and without https anyone on the network can read what Claude Code sends.",
                    hints: ["Use https, or a forward that listens on 127.0.0.1"], exitCode: .usage)
            }
        default: throw notAnAddress
        }
        var address = text[...]
        for ending in ["/", "/v1", "/"] where address.hasSuffix(ending) { address = address.dropLast(ending.count) }
        return String(address)
    }
}
