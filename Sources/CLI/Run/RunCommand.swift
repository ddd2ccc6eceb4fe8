import ArgumentParser
import SystemSupport

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the shim in the foreground (the default).",
        discussion: """
            Where a shim of yours serves the same port already, it is told to bring the clients' settings in step, and this command is done. \
            `argo-shim start` runs it in the background.
            """)

    @OptionGroup var options: RunOptions

    func run() async throws {
        let threshold = LogThreshold(options.lowestLevel)
        try await ShimLaunch(
            options: options, arguments: CurrentProcess.argumentsBehindVerb, isInBackground: false, desk: PersonDesk(),
            threshold: threshold,
            logger: options.logger(threshold)
        ).run()
    }
}
