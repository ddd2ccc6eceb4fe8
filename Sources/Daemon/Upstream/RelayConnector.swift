import NIOCore
import Relay
import ServiceLifecycle
import Shim
import TokenSync
import Tunnel

/// Opens the shim's upstream connections through a relay on another machine.
struct RelayConnector: UpstreamConnector {
    let plan: RelayPlan
    /// The token that is good now.
    let token: @Sendable () -> String

    var destination: String { "\(plan.target.host):\(plan.target.port)" }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let place = plan.place
        return open(on: eventLoop, initializer: initializer).flatMapErrorThrowing { error in
            guard let refusal = error as? RelayRefusal else { throw error }
            throw UpstreamUnavailable(refusal, relay: place)
        }
    }

    /// The same; what the relay refuses is a `RelayRefusal`.
    func open(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let (plan, token) = (plan, token)
        return DirectConnector(host: plan.host, port: plan.port)
            .connect(on: eventLoop) { $0.eventLoop.makeSucceededVoidFuture() }
            .flatMap { channel in
                RelayClient.open(channel, to: plan.target, token: token(), initializer: initializer)
                    .map { channel }
            }
    }
}

extension UpstreamUnavailable {
    /// - Parameter relay: its host and port.
    init(_ refusal: RelayRefusal, relay: String) {
        switch refusal {
        case .notRelay:
            self.init(
                reason: "the server at \(relay) is not a relay that knows your token. On that machine, run: argo-shim relay serve",
                retryAfterSeconds: 30)
        case .unproven:
            self.init(
                reason: "the relay at \(relay) has another token than this machine. "
                    + "Copy its token file here; its path there: argo-shim token path",
                retryAfterSeconds: 30)
        case .refused(let reason, let seconds):
            self.init(reason: "the relay at \(relay) refused: \(reason)", retryAfterSeconds: seconds)
        case .timedOut(let seconds):
            self.init(reason: "the relay at \(relay) did not answer within \(seconds) s.", retryAfterSeconds: 5)
        }
    }
}

/// What a command line says about the way through a relay.
package struct RelayPlan: Equatable, Sendable {
    package let host: String
    package let port: Int
    /// What the relay leads to.
    let target: RelayTarget
    /// The file with the relay's token, which the user has copied from a machine that does not share this one's home; nil where the token
    /// is this machine's own.
    let tokenFile: String?

    /// For people: `login7:22023`.
    package var place: String { Endpoint(host: host, port: port).description }

    /// - Parameters:
    ///   - port: the relay's; nil for the usual one.
    ///   - tokenFile: the file that the command line names.
    ///   - shimPort: this shim's own, from which the relay's is derived where none is given.
    ///   - serverName: Argo's, of the chosen environment.
    /// - Throws: `Advice` where the relay's port is not known.
    package init(host: String, port: Int?, tokenFile: String?, shimPort: Int, serverName: String) throws(Advice) {
        self.tokenFile = tokenFile
        self.host = host
        self.port = port ?? RelayBinding.standardPort(shimPort: shimPort)
        target = RelayTarget(host: serverName, port: 443)
        guard self.port > 0 else {
            throw Advice("--via needs the port of the relay.", hints: ["Add it: --via \(host):PORT"], exitCode: .usage)
        }
    }

    /// What gives the token for each connection: a file follows a rotation when it is copied again.
    ///
    /// - Parameter own: gives this machine's own.
    /// - Throws: `Advice` where the file holds none now.
    func token(otherwise own: @escaping @Sendable () -> String) throws(Advice) -> @Sendable () -> String {
        guard let tokenFile else { return own }
        let first = try Self.token(in: tokenFile)
        // While it is copied again it may be gone or cut off; the token from before is then the best guess.
        return { ((try? Self.token(in: tokenFile)) ?? first).secret }
    }

    private static func token(in path: String) throws(Advice) -> AccessToken {
        let hints = ["Copy it from the relay's machine; its path there: argo-shim token path"]
        do throws(TokenFileError) {
            if let token = try TokenFile.copiedToken(at: path) { return token }
        } catch .damaged(_, let reason) {
            throw Advice("\(path) does not contain an access token: \(reason).", hints: hints, exitCode: .usage)
        } catch .foreignOwner(_, let owner) {
            throw Advice("\(path) belongs to another user (id \(owner)) and is not used.", hints: hints, exitCode: .usage)
        } catch {
            throw Advice(error.description, hints: hints, exitCode: .usage)
        }
        throw Advice("\(path) does not exist.", hints: hints, exitCode: .usage)
    }
}

/// One try of a relay, before anybody is told of the shim: whoever has named it wants to know at once that it does not work.
struct RelayTrial: Service {
    enum Outcome {
        case open
        /// It cannot be reached, or cannot reach Argo now; why, in words for a person.
        case closed(reason: String)
        /// The program is to end.
        case ended
    }

    private let connector: RelayConnector
    private let onEnd: EventLoopPromise<Void>

    init(_ connector: RelayConnector, on eventLoop: any EventLoop) {
        self.connector = connector
        onEnd = eventLoop.makePromise()
    }

    var place: String { connector.plan.place }

    func run() async throws {
        // Cancellation means the same.
        try? await gracefulShutdown()
        onEnd.fail(CancellationError())
    }

    /// Opens the way and closes it; takes as long as the relay does, 40 s at most.
    ///
    /// - Throws: `Advice` where it will not work before somebody acts.
    func outcome() async throws(Advice) -> Outcome {
        connector.open(on: onEnd.futureResult.eventLoop) { $0.eventLoop.makeSucceededVoidFuture() }
            .flatMap { $0.close().recover { _ in } }
            .cascade(to: onEnd)
        do {
            try await onEnd.futureResult.get()
            return .open
        } catch let refusal as RelayRefusal {
            let words = Self.sentence(UpstreamUnavailable(refusal, relay: place).reason)
            switch refusal {
            case .notRelay, .unproven: throw Advice(words, exitCode: .needsLogin)
            case .refused, .timedOut: return .closed(reason: words)
            }
        } catch let unavailable as UpstreamUnavailable {
            return .closed(reason: Self.sentence(unavailable.reason))
        } catch is CancellationError {
            return .ended
        } catch {
            return .closed(reason: "Cannot use the relay at \(place): \(error).")
        }
    }

    /// Reasons stand in the middle of other sentences.
    private static func sentence(_ reason: String) -> String { reason.prefix(1).uppercased() + reason.dropFirst() }
}
