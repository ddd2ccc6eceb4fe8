import ArgumentParser
import Daemon
import FakeArgo
import FoundationSubset
import Logging
import LosslessJSON
import NIOConcurrencyHelpers
import NIOSSL
import Shim
import SystemSupport
import TokenSync

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Try the shim with an embedded Argo, without a network or an account.",
        discussion: "Reads and writes nothing outside a temporary folder.")

    @Flag(name: .long, help: "Exit after the two requests.")
    var once = false

    @Option(name: .long, help: "Listen on this port (default: a free port).")
    var port = 0

    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        name: .customLong("log-level"), help: "Log this level and above: trace, debug, info, notice, warning, error or critical.",
        completion: .logLevels, transform: Logger.Level.init(argument:))
    var logLevel = Logger.Level.warning

    func validate() throws { try checkPort(port, from: 0) }

    func run() async throws {
        CurrentProcess.raiseFileLimit()
        let folder = FileManager.default.temporaryDirectory.appending(path: "argo-shim-demo-\(UUID().uuidString)").path
        defer {
            // It lies in the system's temporary folder, which is emptied anyway.
            try? FileManager.default.removeItem(atPath: folder)
        }
        try await withFakeArgo(tls: ServerTLS.generated(), pace: .milliseconds(20)) { argo in
            try await serve(argo, home: folder)
        }
    }

    private var logger: Logger { .lines(.text, LogThreshold(verbosity.level(logLevel))) }

    /// - Parameter home: an absolute path at which nothing is yet, for token, state and Claude Code's settings.
    private func serve(_ argo: FakeArgo, home: String) async throws {
        let claudeFolder = home + "/claude"
        let folders = UserFolders(home: home, environment: ["CLAUDE_CONFIG_DIR": claudeFolder])
        let file = TokenFile(folder: folders.state)
        let tokens = LiveTokens(file: file, tokens: try file.loadOrCreate().tokens)
        var shim = try configuration(argo)
        shim.responseFolder = folders.state + "/responses"
        let server = try await ShimServer.start(
            shim, connector: DirectConnector(host: "127.0.0.1", port: argo.port), tokens: tokens, logger: logger)
        let settings = SettingsSync(
            synchronizer: TokenSynchronizer(folders: folders) { $0 == "claude" }, tokens: tokens, helper: .echo,
            program: CurrentProcess.programPath,
            statusOutput: StatusOutput(format: .text, isQuiet: verbosity.isQuiet, logger: logger))
        settings.write(port: server.port)
        Console.words("✅ Shim running on \(server.port) -> https://apps.inside.anl.gov/argoapi (embedded Argo on port \(argo.port), TLS)")
        let request = LoopbackRequest(port: server.port, token: tokens.current)
        let models = ModelWatch(server: server, settings: settings)
        try await ShimRunner(server: server, companions: [models], logger: logger).run(stopsAtEnd: once) { _ in
            let claude = #"{"model":"claude-opus-4-8","max_tokens":100,"messages":[{"role":"user","content":"Say hi"}]}"#
            try await show("Claude, Anthropic Messages", request, path: "/v1/messages", body: claude, answer: ["content", "text"])
            let gpt = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Say hi"}]}"#
            try await show(
                "GPT, OpenAI Chat Completions", request, path: "/v1/chat/completions", body: gpt, answer: ["choices", "message", "content"])
            if !once { showCommands(request, claudeFolder: claudeFolder) }
        }
    }

    /// TLS is verified, with the embedded Argo's own authorities.
    private func configuration(_ argo: FakeArgo) throws -> ShimConfiguration {
        let authorities = [argo.certificates?.rootPEM, argo.certificates?.intermediatePEM].compactMap { $0 }
        let certificates = try authorities.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) }
        return ShimConfiguration(
            port: port, upstreamName: "apps.inside.anl.gov",
            tls: UpstreamTLS(serverName: "apps.inside.anl.gov", trust: .authorities(additional: certificates)),
            policy: RewritePolicy(user: "demo"), modelCachePath: nil, version: Version.number)
    }

    /// Sends a request through the shim, and shows what came back.
    private func show(_ title: String, _ request: LoopbackRequest, path: String, body: String, answer: [String]) async throws {
        let reply = try await request.post(path, Array(body.utf8))
        Console.line("\n\(title)\n  POST \(path)\n  \(body)")
        guard reply.status == 200, let text = Self.text(at: answer, in: reply.body) else {
            throw Advice("The shim answered \(reply.status): \(String(decoding: reply.body.prefix(500), as: UTF8.self))")
        }
        Console.words("  → \(reply.status) \(text)")
    }

    /// Follows names through objects, and into the first element of arrays.
    private static func text(at path: [String], in body: [UInt8]) -> String? {
        // A reply that is no JSON has no text to show; the caller shows the reply instead.
        guard let document = try? JSONDocument(body) else { return nil }
        var node = document.root
        for name in path {
            if let first = document.elements(of: node).first { node = first }
            guard let value = document.value(name, of: node) else { return nil }
            node = value
            if let first = document.elements(of: node).first { node = first }
        }
        return document.string(node)
    }

    private func showCommands(_ request: LoopbackRequest, claudeFolder: String) {
        Console.line(
            """

            Try it yourself, in another terminal:
              curl http://127.0.0.1:\(request.port)/v1/messages -H 'x-api-key: \(request.token.secret)' \\
                -d '{"model":"claude-opus-4-8","max_tokens":100,"messages":[{"role":"user","content":"Say hi"}]}'
              curl http://127.0.0.1:\(request.port)/v1/models -H 'Authorization: Bearer \(request.token.secret)'
              CLAUDE_CONFIG_DIR='\(claudeFolder)' claude

            Press Ctrl-C to stop it.
            """)
    }
}
