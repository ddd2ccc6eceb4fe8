import ArgumentParser

/// Measures how late server-sent events arrive: `source` sends each event with the time of its sending, `client` subtracts.
///
/// Both processes read the same monotonic clock, so that the difference between a run through a proxy and one without it is what the proxy
/// adds.
@main
struct StreamLatency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream-latency", subcommands: [SourceCommand.self, ClientCommand.self])
}

/// The shape of the streams, which source and client must agree on.
struct StreamShape: ParsableArguments {
    @Option(help: "Streams at one time.")
    var streams = 50

    @Option(help: "Events a second in each stream.")
    var rate = 50

    @Option(help: "Events in each stream.")
    var events = 250
}
