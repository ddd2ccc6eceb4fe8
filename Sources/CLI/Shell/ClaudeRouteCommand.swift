import ArgumentParser
import Daemon
import LosslessJSON
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// For the functions of `shell/`.
struct ClaudeRouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claude-route", abstract: "Print the settings that send Claude Code through a gateway.",
        discussion: "For claude --settings. The key is the value of $ROSETTA_API_KEY when Claude Code runs.", shouldDisplay: false)

    @Argument(help: ArgumentHelp("Address of the gateway (default: that of the llm-rosetta gateway).", valueName: "url"))
    var address: String?

    func run() throws {
        let address = address ?? Self.configured ?? ClaudeRoute.standardAddress
        do {
            let route = try ClaudeRoute(parsing: address)
            Console.note("claude goes through \(route.address) in this shell. Undo: route-claude-through-shim")
            Console.line(route.settings)
        } catch .notAnAddress {
            throw Advice(
                "\(address) is not the address of a gateway.", hints: ["Use an address such as \(ClaudeRoute.standardAddress)"],
                exitCode: .usage)
        } catch .unencrypted {
            throw Advice(
                "\(address) is another machine, and without https anyone on the network can read what Claude Code sends.",
                hints: ["Use https, or a forward that listens on 127.0.0.1"], exitCode: .usage)
        }
    }

    /// What the gateway's own configuration says.
    private static var configured: String? {
        RosettaConfiguration.paths(home: UserFolders.ofThisProcess.home).lazy.compactMap { RosettaConfiguration(contentsOf: $0) }.first?
            .address
    }
}

/// The settings for `claude --settings` that send one Claude Code through a gateway, whatever its files say.
struct ClaudeRoute: Equatable {
    /// Why an address is not taken.
    enum Fault: Error, Equatable {
        /// It is no `http` or `https` address of a host, or holds a user name, a query or a fragment.
        case notAnAddress
        /// Everybody on the way to this host could read and change what is said.
        case unencrypted
    }

    /// Where the llm-rosetta gateway listens unless its configuration says otherwise (its version 0.13).
    static let standardAddress = "http://127.0.0.1:8765"

    /// The gateway's address without a slash at its end.
    let address: String

    /// - Parameter text: the gateway's address, with or without `/v1`, which Claude Code adds by itself.
    init(parsing text: String) throws(Fault) {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'\`$<>{}|^"#.utf8.contains($0) }
        guard isPlain, let url = URL(string: text), let host = url.host(), !host.isEmpty, url.user() == nil, url.query() == nil,
            url.fragment() == nil
        else { throw .notAnAddress }
        switch url.scheme {
        case "https": break
        case "http": guard ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) else { throw .unencrypted }
        default: throw .notAnAddress
        }
        var address = text[...]
        for ending in ["/", "/v1", "/"] where address.hasSuffix(ending) { address = address.dropLast(ending.count) }
        self.address = String(address)
    }

    /// One line of JSON. The key comes from the environment: an argument can be seen by every user of the machine.
    var settings: String {
        let value: JSONValue = [
            // Claude Code wants a key, also where the gateway wants none.
            "apiKeyHelper": #"printf %s "${ROSETTA_API_KEY:-none}""#,
            "env": ["ANTHROPIC_BASE_URL": .string(address)],
        ]
        return String(decoding: value.serialized, as: UTF8.self)
    }
}
