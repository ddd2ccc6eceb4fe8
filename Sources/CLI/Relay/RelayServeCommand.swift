import ArgumentParser
import SystemSupport

struct RelayServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Lend the shim's way to Argo to a machine without a network of its own, such as a compute node.",
        discussion: """
            A shim of yours that runs on this machine lends its way, with the login that it has; where none runs, this is one, with the options \
            of `argo-shim run`. It leads to Argo and nowhere else, for whoever proves that they know the token; the token itself is never sent. \
            The other machine uses it with `argo-shim --via HOST`. It goes on until Ctrl-C.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Listen on this address or network interface of this machine (default: 127.0.0.1; the port is the shim's - 2).",
            valueName: "address[:port]"))
    var bind = RelayBinding.loopback

    @OptionGroup var options: RunOptions

    func run() async throws {
        if bind.isEverywhere {
            Console.warning("--bind \(bind.place): every machine that reaches this one can try to prove that it knows the token.")
        }
        let address = try bind.address(among: RelayBinding.interfaces)
        let threshold = LogThreshold(options.lowestLevel)
        try await ShimLaunch(
            options: options, arguments: Self.shimOptions(Array(CurrentProcess.argumentsBehindVerb.dropFirst())), isInBackground: false,
            desk: PersonDesk(), threshold: threshold, logger: options.logger(threshold),
            relay: RelayBinding(place: address, port: bind.port)
        ).run()
    }

    /// The options of `argo-shim run` among those of this command, as they were typed.
    static func shimOptions(_ typed: [String]) -> [String] {
        var rest = typed[...]
        var options: [String] = []
        while let word = rest.popFirst() {
            if word == "--bind" { rest = rest.dropFirst() } else if !word.hasPrefix("--bind=") { options.append(word) }
        }
        return options
    }
}
