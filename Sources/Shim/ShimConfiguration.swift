public import NIOCore
import TokenSync

/// What a running shim was told.
public struct ShimConfiguration: Sendable {
    /// Sizes and counts that bound what a peer can make us hold.
    public struct Limits: Sendable {
        /// Largest request body, in bytes.
        public var bodySize = 64 * 1024 * 1024
        /// How much of a refused request's body is read and dropped before the connection is closed instead, in bytes.
        public var discardedSize = 8 * 1024 * 1024
        /// Client connections at one time; the next one is answered 503.
        public var connectionCount = 512
        /// Connections to the upstream that are kept ready for requests to come; 0 opens each when it is needed.
        public var spareCount = 0

        public init() {}
    }

    /// How long to wait for whom.
    public struct Times: Sendable {
        /// For a request's head, from its first byte.
        public var head = TimeAmount.seconds(30)
        /// For the next piece of a request's body.
        public var body = TimeAmount.seconds(30)
        /// For the rest of a refused request.
        public var discarding = TimeAmount.seconds(10)
        /// For the next request on a connection: clients' pools keep theirs for minutes, and reconnecting on loopback is cheap.
        public var keepAlive = TimeAmount.minutes(10)
        /// For TLS to come to an agreement with the upstream: as long as a TCP connection may take (see `DirectConnector`).
        public var handshake = TimeAmount.seconds(10)
        /// For the head of the upstream's reply: the default of the OpenAI and Anthropic SDKs.
        public var reply = TimeAmount.seconds(600)
        /// Of silence in a stream, before a ping: Claude Code shows a banner after 20 s.
        public var ping = TimeAmount.seconds(15)
        /// Of silence of the upstream in a stream, or of a client that does not read: Claude Code gives up after 5 min.
        public var idleStream = TimeAmount.seconds(300)
        /// For streams to finish after the shim was asked to stop.
        public var shutdown = TimeAmount.seconds(10)
        /// Between two looks at Argo's list of models.
        public var modelRefresh = TimeAmount.hours(24)
        /// Before a failed look at Argo's list of models is repeated; doubled each time up to 5 min.
        public var modelRetry = TimeAmount.seconds(2)

        public init() {}
    }

    /// TCP port on 127.0.0.1 and ::1; 0 takes a free one.
    public var port: Int
    /// The upstream's name: for the Host header, SNI and verification, wherever the stream leads.
    public var upstreamName: String
    /// Nil speaks plain HTTP upstream: for a test upstream on loopback only.
    public var tls: UpstreamTLS?
    /// The user, how bodies are changed, and which fixes are off.
    public var policy: RewritePolicy
    /// Where the list of models is kept for a cold start; nil keeps it nowhere.
    public var modelCachePath: String?
    /// The folder in which answers of the Responses API are kept for those who come back to them; nil keeps none.
    public var responseFolder: String?
    /// Shown by `/v1/status`.
    public var version: String
    /// Services beside Argo.
    public var providers: [Provider] = []
    /// The user's own names of models.
    public var aliases: [ModelAlias] = []
    /// Models that are asked, in order, where one fails before its answer begins: by the name that the client asked for.
    public var fallbacks: [String: [String]] = [:]
    public var limits = Limits()
    public var times = Times()

    var responseLimits = ResponseLimits()
    var images = ImageFetching()

    var modelCache: StateFile? {
        modelCachePath.map { StateFile(path: $0, sizeLimit: UpstreamFetch.largestReply) }
    }

    public init(port: Int, upstreamName: String, tls: UpstreamTLS?, policy: RewritePolicy, modelCachePath: String?, version: String) {
        self.port = port
        self.upstreamName = upstreamName
        self.tls = tls
        self.policy = policy
        self.modelCachePath = modelCachePath
        self.version = version
    }
}
