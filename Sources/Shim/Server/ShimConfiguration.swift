import Crypto
package import NIOCore
import SystemSupport
import TokenSync

/// What a running shim was told.
package struct ShimConfiguration: Sendable {
    /// Sizes and counts that bound what a peer can make us hold.
    package struct Limits: Sendable {
        /// Largest request body, in bytes.
        package var bodySize = 64 * 1024 * 1024
        /// How much of a refused request's body is read and dropped before the connection is closed instead, in bytes.
        package var discardedSize = 8 * 1024 * 1024
        /// Client connections at one time; the next one is answered 503.
        package var connectionCount = 512
        /// Connections to the upstream that are kept ready for requests to come; 0 opens each when it is needed.
        package var spareCount = 0

        package init() {}
    }

    /// How long to wait for whom.
    package struct Times: Sendable {
        /// For a request's head, from its first byte.
        package var head = TimeAmount.seconds(30)
        /// For the next piece of a request's body.
        package var body = TimeAmount.seconds(30)
        /// For the rest of a refused request.
        package var discarding = TimeAmount.seconds(10)
        /// For the next request on a connection: clients' pools keep theirs for minutes, and reconnecting on loopback is cheap.
        package var keepAlive = TimeAmount.minutes(10)
        /// For TLS to come to an agreement with the upstream: as long as a TCP connection may take (see `DirectConnector`).
        package var handshake = TimeAmount.seconds(10)
        /// For the head of the upstream's reply: the default of the OpenAI and Anthropic SDKs.
        package var reply = TimeAmount.seconds(600)
        /// Of silence in a stream, before a ping: Claude Code shows a banner after 20 s.
        package var ping = TimeAmount.seconds(15)
        /// Of silence of the upstream in a stream, or of a client that does not read: Claude Code gives up after 5 min.
        package var idleStream = TimeAmount.seconds(300)
        /// For streams to finish after the shim was asked to stop.
        package var shutdown = TimeAmount.seconds(10)
        /// Between two looks at Argo's list of models.
        package var modelRefresh = TimeAmount.hours(24)
        /// Before a failed look at Argo's list of models is repeated; doubled each time up to 5 min.
        package var modelRetry = TimeAmount.seconds(2)

        package init() {}
    }

    /// TCP port on 127.0.0.1 and ::1; 0 takes a free one.
    package var port: Int
    /// The upstream's name: for the Host header, SNI and verification, wherever the stream leads.
    package var upstreamName: String
    /// Nil speaks plain HTTP upstream: for a test upstream on loopback only.
    package var tls: UpstreamTLS?
    /// The user, how bodies are changed, and which fixes are off.
    package var policy: RewritePolicy
    /// Where the list of models is kept for a cold start; nil keeps it nowhere.
    package var modelCachePath: String?
    /// The folder in which answers of the Responses API are kept for those who come back to them; nil keeps none.
    package var responseFolder: String?
    /// Shown by `/v1/status`.
    package var version: String
    /// Services beside Argo.
    package var providers: [Provider] = []
    /// The user's own names of models.
    package var aliases: [ModelAlias] = []
    /// Models that are asked, in order, where one fails before its answer begins: by the name that the client asked for.
    package var fallbacks: [String: [String]] = [:]
    package var limits = Limits()
    package var times = Times()

    var responseLimits = ResponseLimits()
    var images = ImageFetching()

    var modelCache: StateFile? {
        modelCachePath.map { StateFile(path: $0, sizeLimit: UpstreamFetch.largestReply) }
    }

    package init(port: Int, upstreamName: String, tls: UpstreamTLS?, policy: RewritePolicy, modelCachePath: String?, version: String) {
        self.port = port
        self.upstreamName = upstreamName
        self.tls = tls
        self.policy = policy
        self.modelCachePath = modelCachePath
        self.version = version
    }
}

/// The port that a user's shim listens on when none is given: other tools compute it too and expect it there.
package enum DerivedPort {
    /// 10000 + (first 8 hexadecimal digits of SHA-256 of the name, as an integer, mod 22768): the published shim's formula.
    ///
    /// - Parameter username: the CELS user name, in UTF-8.
    package static func port(forUser username: String) -> Int {
        let digest = SHA256.hash(data: Array(username.utf8))
        let first = digest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return 10_000 + Int(first % 22_768)
    }
}
