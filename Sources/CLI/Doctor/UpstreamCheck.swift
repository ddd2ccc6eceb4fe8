import Daemon
import Logging
import LosslessJSON
import NIOConcurrencyHelpers
import Shim
import TokenSync

/// Checks the whole connection to Argo with a shim of its own on a free port: name, TLS, models and, if wanted, an answer.
struct UpstreamCheck {
    /// Argo answers within a second, or after the time of a login.
    private static let patience = Duration.seconds(45)

    let plan: RunPlan
    /// Whether a tunnel may be opened for it.
    let login: Bool
    /// Whether a model may be asked something.
    let spend: Bool
    let options: RunOptions

    func findings() async -> [Finding] {
        guard login else {
            let remedy = "Check it with one login: argo-shim doctor --login"
            return [.skipped("argo", "Argo was not checked, because that needs a login.", remedy)]
        }
        // What has been found so far counts also where the rest fails.
        let found = NIOLockedValueBox<[Finding]>([])
        do {
            try await look { finding in found.withLockedValue { $0.append(finding) } }
        } catch {
            return found.withLockedValue { $0 } + [.failure("argo", Advice(error) ?? Advice("\(error)"))]
        }
        return found.withLockedValue { $0 }
    }

    private func look(_ add: @escaping @Sendable (Finding) -> Void) async throws {
        let token = AccessToken.random()
        var configuration = plan.shim
        configuration.port = 0
        let folders = UserFolders.ofThisProcess
        // Without a token a relay refuses, and the finding says so.
        let proof = (try? TokenFile(folder: folders.state).load())?.tokens.current.secret ?? ""
        let path = try await plan.path.ready(
            folders: folders, token: { proof }, broker: PromptBroker(),
            statusOutput: StatusOutput(format: options.logFormat, isQuiet: options.verbosity.isQuiet, logger: logger), logger: logger)
        let server = try await ShimServer.start(configuration, connector: path.connector, tokens: OneToken(token: token), logger: logger)
        let request = LoopbackRequest(port: server.port, token: token)
        let runner = ShimRunner(
            server: server, foundations: path.tunnel?.foundations ?? [], companions: path.tunnel?.companions ?? [], logger: logger)
        try await runner.run(stopsAtEnd: true) { _ in
            if let tunnel = path.tunnel {
                guard case .up = try await tunnel.connect(waitsForLogin: false) else {
                    throw Advice("Interrupted before the login was complete.")
                }
                add(.good("login", "Logged in: \(path.words)."))
                server.routeDidComeUp()
            }
            let models = await models(request)
            add(models)
            if spend, models.state != .failure { add(await completion(request, server.knownModels)) }
        }
    }

    /// What the doctor's own shim has to say is in the findings.
    private var logger: Logger { .lines(.text, LogThreshold(options.verbosity.isVerbose ? .debug : .critical)) }

    // MARK: Looks

    private func models(_ request: LoopbackRequest) async -> Finding {
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            // The status says when the look is over, and how it ended.
            if let reply = try? await request.get("/v1/status"), let status = try? JSONDocument(reply.body) {
                let failure = status.value(at: ["models", "failure"]).flatMap(status.string)
                if let failure { return .failure("argo", failure) }
                if status.value(at: ["models", "source"]).flatMap(status.string) == "live" {
                    let count = status.value(at: ["models", "count"]).flatMap(status.integer) ?? 0
                    guard case .anybody? = plan.shim.tls?.trust else {
                        return .good("argo", "\(plan.shim.upstreamName) has a valid certificate and lists \(count) models.")
                    }
                    return .warning(
                        "argo",
                        "The server lists \(count) models, but its certificate was not verified, because of --insecure-skip-verify.",
                        "Trust Argo's issuer with --ca-file FILE, or its key with --pin-spki sha256/BASE64")
                }
            }
            // A cancelled sleep only makes the next look come sooner.
            try? await Task.sleep(for: .milliseconds(50))
        }
        return .failure("argo", "\(plan.shim.upstreamName) did not list its models within \(Self.patience.components.seconds) s.")
    }

    private func completion(_ request: LoopbackRequest, _ models: ModelCatalogue?) async -> Finding {
        guard let model = models?.newest(ofFamily: "haiku") ?? models?.newest(ofFamily: "sonnet") else {
            return .skipped("completion", "Argo lists no small Claude model to ask.")
        }
        let body: JSONValue = [
            "model": .string(model), "max_tokens": 16, "messages": [["role": "user", "content": "Answer with the word ok."]],
        ]
        let start = ContinuousClock.now
        do {
            let reply = try await request.post("/v1/messages", body.serialized)
            guard reply.status == 200 else { return .failure("completion", "\(model) answered \(reply.status): \(reply.message)") }
            let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
            return .good("completion", "\(model) answered within \(Int(milliseconds.rounded(.up))) ms.")
        } catch {
            return .failure("completion", "\(model) did not answer: \(Advice(error)?.summary ?? "\(error)")")
        }
    }
}

/// The only token of a shim that lives for a moment: no other program of the machine may use it meanwhile.
private struct OneToken: AccessTokenSource {
    let token: AccessToken

    func acceptsAny(of candidates: [String]) -> Bool { candidates.contains { token.matches($0) } }
}
