import ArgumentParser
import FakeArgo
import Logging
import NIOSSL
import Shim
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the shim at work in front of an embedded Argo, without network or account.",
        discussion: "Nothing outside a temporary folder is read or written.")

    @Flag(name: .long, help: "Exit after the two requests.")
    var once = false

    @Option(name: .long, help: "Listen on this port (default: a free one).")
    var port = 0

    @OptionGroup var loudness: LoudnessOptions

    @Option(
        name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.",
        completion: .logLevels, transform: Logger.Level.init(argument:))
    var logLevel = Logger.Level.warning

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port \(port) is not a port: 0 to 65535.") }
    }

    func run() async throws {
        CurrentProcess.raiseFileLimit()
        let folder = FileManager.default.temporaryDirectory.appending(path: "argo-shim-demo-\(UUID().uuidString)").path
        defer {
            // It lies in the system's temporary folder, which is emptied anyway.
            try? FileManager.default.removeItem(atPath: folder)
        }
        let demo = DemoSettings(folder: folder, announcer: Announcer(format: .text, isQuiet: loudness.isQuiet, logger: logger))
        try await withFakeArgo(tls: ServerTLS.generated(), pace: .milliseconds(20)) { argo in
            try await serve(argo, demo)
        }
    }

    private var logger: Logger {
        let level = loudness.level(logLevel)
        return Logger(label: "argo-shim") { _ in LineLogHandler(format: .text, level: level) }
    }

    private func serve(_ argo: FakeArgo, _ demo: DemoSettings) async throws {
        let tokens = try demo.tokens()
        let server = try await ShimServer.start(
            try demo.configuration(port: port, argo: argo), connector: DirectConnector(host: "127.0.0.1", port: argo.port), tokens: tokens,
            logger: logger)
        let settings = demo.settings(tokens)
        settings.write(port: server.port)
        Console.words("✅ Shim running on \(server.port) -> https://apps.inside.anl.gov/argoapi (embedded Argo on port \(argo.port), TLS)")
        let tour = DemoTour(port: server.port, token: tokens.current, claudeFolder: demo.claudeFolder)
        let models = ModelWatch(server: server, settings: settings)
        try await ShimRunner(server: server, companions: [models], logger: logger).run(stopsAtEnd: once) { _ in
            try await tour.sendRequests()
            if !once { tour.showCommands() }
        }
    }
}
