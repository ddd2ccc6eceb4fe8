import NIOCore
import Translation

/// What is known about an exchange before the upstream answers.
///
/// A class, because every stage of a reply holds it: copying a dozen fields at each step showed in profiles.
final class ReplyContext {
    /// Who was asked.
    let service: UpstreamService
    /// The route that was asked.
    let route: UpstreamRoute
    /// Whether the client asked for a stream.
    var clientStreams = false
    /// Whether the upstream was asked for a stream that the client gets as one document.
    var isJoined = false
    /// Whether the reply is one of several that are joined into the client's, and translated then.
    var isBatched = false
    /// Whether the client's method is HEAD, so that the reply has no body.
    var isHead = false
    /// The user name that Argo was told.
    var user: String
    /// The model that the client named.
    var requestedModel: String?
    /// The model that the upstream was asked for.
    var sentModel: String?
    /// Sentences for the `x-argo-shim-note` header, one header each.
    var notes: [String] = []
    /// Our id for the exchange, which the client gets where the upstream gives none.
    var requestID: String
    /// Names of models that exist, to propose when Argo says that the model is invalid; asked for only then.
    var nearestModels: @Sendable () -> [String] = { [] }
    /// The longest silence towards a client that reads a stream.
    var pingInterval: TimeAmount = .seconds(15)
    /// The longest silence of the upstream.
    var idleLimit: TimeAmount = .seconds(300)
    var limits = ReplyLimits()

    /// The answer that a client of another dialect waits for; nil where nothing is translated.
    var answer: ClientAnswer?

    /// The dialect that the upstream answers in.
    var upstream: Dialect { route.dialect }
    /// The dialect that the client understands.
    var client: Dialect { answer?.dialect ?? route.dialect }

    /// Describes what an exchange is about; everything else has its usual value and can be set afterwards.
    init(from service: UpstreamService = .argo, route: UpstreamRoute, user: String, requestID: String) {
        self.service = service
        self.route = route
        self.user = user
        self.requestID = requestID
    }
}
