import ArgumentParser
import Daemon
import NIOCore
import SystemSupport

struct RelayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay", abstract: "Share this machine's connection to Argo with your other machines.",
        subcommands: [RelayServeCommand.self])
}

struct RelayServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a relay to Argo for a machine that cannot reach it, such as a compute node.",
        discussion: """
            Uses the connection of your shim on this machine, with its login. If none is running, this command runs one, with the options \
            of `argo-shim run`. The relay connects only to Argo, and only for clients that prove that they know the token; the token is \
            never sent. On the other machine, run `argo-shim --via HOST`. The relay runs until Ctrl-C.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Listen on this address or network interface of this machine (default: 127.0.0.1, and the shim's port - 2).",
            valueName: "address[:port]"))
    var bind = RelayBinding.loopback

    @OptionGroup var options: RunOptions

    func run() async throws {
        if bind.isEverywhere {
            Console.warning("--bind \(bind.place): every machine that reaches this one can try to prove that it knows the token.")
        }
        let address = try bind.address(among: RelayBinding.interfaces)
        let arguments = Self.shimOptions(Array(CurrentProcess.argumentsBehindVerb.dropFirst()))
        try await ShimLaunch(options: options, arguments: arguments, relay: RelayBinding(place: address, port: bind.port)).run()
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

/// Has a shim that runs lend its way for as long as this command runs.
struct RelayRequest {
    let instance: Instance
    let binding: RelayBinding

    /// - Throws: `Advice` where the shim does not lend it, or ends.
    func run() async throws {
        let port = binding.port ?? RelayBinding.standardPort(shimPort: instance.port)
        let stream = try ControlClient(instance).stream(for: .lend(address: binding.place, port: port))
        let outcome: Result<Void, Advice> = await stream.follow(ifInterrupted: .success(())) { _, nextLine in
            await listen(nextLine)
        }
        try outcome.get()
    }

    /// Returns when the shim has no more to say.
    private func listen(_ nextLine: @Sendable () async -> [UInt8]?) async -> Result<Void, Advice> {
        while let line = await nextLine() {
            // A line of another version says nothing that could be shown.
            guard let reply = try? ControlLine<ControlReply>.message(in: line) else { break }
            switch reply {
            case .done(let lines): for line in lines { Console.note(line) }
            case .refused(let lines):
                return .failure(Advice(lines.first ?? "The shim does not serve a relay.", hints: Array(lines.dropFirst())))
            default: break
            }
        }
        return .failure(
            Advice(
                "The shim on port \(instance.port) has stopped, and the relay with it.", hints: ["Start it: argo-shim start"],
                exitCode: .notRunning))
    }
}

extension RelayBinding: ExpressibleByArgument {
    /// Nobody from outside, unless the user says more.
    static let loopback = RelayBinding(place: "127.0.0.1", port: nil)

    init?(argument: String) {
        guard let relay = RelayAddress(argument: argument) else { return nil }
        self.init(place: relay.host, port: relay.port)
    }

    /// Whether it would be open to every network that the machine is in.
    var isEverywhere: Bool { ["0.0.0.0", "::"].contains(place) }

    /// - Parameter interfaces: names and addresses of this machine.
    /// - Returns: the address to listen on.
    /// - Throws: `Advice` for what is neither an address nor an interface.
    func address(among interfaces: [(name: String, address: String)]) throws(Advice) -> String {
        // What is no address is a name.
        if (try? SocketAddress(ipAddress: place, port: 0)) != nil { return place }
        let named = interfaces.filter { $0.name == place }.map(\.address)
        // An interface has several addresses; compute nodes mostly speak IPv4 with the login node. Those that hold for one link need more.
        let address = named.first { !$0.contains(":") } ?? named.first { !$0.lowercased().hasPrefix("fe80") }
        guard let address else {
            let names = Set(interfaces.map(\.name)).sorted().joined(separator: ", ")
            throw Advice(
                "\(place) is neither an address nor a network interface of this machine.", hints: ["Interfaces: \(names)"],
                exitCode: .usage)
        }
        return address
    }

    /// The names and addresses of this machine.
    static var interfaces: [(name: String, address: String)] {
        // A system that names none has none to choose from.
        ((try? System.enumerateDevices()) ?? []).compactMap { device in
            device.address?.ipAddress.map { (device.name, $0) }
        }
    }
}
