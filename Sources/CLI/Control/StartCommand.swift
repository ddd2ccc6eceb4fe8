import ArgumentParser
import SystemSupport

struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start the shim in the background, and wait until it is up.",
        discussion: """
            It takes the options of `argo-shim run`. Questions of servers are asked here. Where there is no terminal, or you give up, it \
            waits for `argo-shim login`.
            """)

    @OptionGroup var options: RunOptions

    func run() async throws {
        try await BackgroundStart(arguments: CurrentProcess.argumentsBehindVerb, options: options).run()
    }
}
