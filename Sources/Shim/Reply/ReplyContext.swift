import NIOCore
import NIOHTTP1
import Translation

/// What is known about an exchange before the upstream answers.
///
/// A class, because every stage of a reply holds it: copying a dozen fields at each step showed in profiles.
final class ReplyContext {
    let service: UpstreamService
    let route: UpstreamRoute
    var clientStreams = false
    /// Whether the upstream was asked for a stream that the client gets as one document.
    var isJoined = false
    /// Whether the reply is one of several that are joined into the client's, and translated then.
    var isBatched = false
    /// Whether the client's method is HEAD, so that the reply has no body.
    var isHead = false
    /// The user name that Argo was told.
    var user: String
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
    var answer: ResponseTranslation?

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

extension ReplyContext {
    /// The most notes that a response carries, and the most bytes of one: many clients stop reading a head at 8 KiB.
    private static let maximumNotes = 8
    private static let maximumNoteBytes = 300
    private static let dropped = CaseInsensitiveNameSet(HopByHopHeaders.names + ["set-cookie", "set-cookie2"])

    /// The headers of the client's response: the upstream's end-to-end ones in their order, a request id, and the notes.
    ///
    /// Left out are what RFC 9110 section 7.6.1 calls connection-specific, what `Connection` names, the framing, and cookies, which would be
    /// the shim's to keep and are of no use to an API client.
    func headers(from upstream: HTTPHeaders) -> HTTPHeaders {
        let hopByHop = HopByHopHeaders(in: upstream, always: Self.dropped)
        var kept: [(String, String)] = []
        // Room for the id and the framing.
        kept.reserveCapacity(upstream.count + 3)
        for (name, value) in upstream where !hopByHop.contains(name) { kept.append((name, value)) }
        let (idName, otherName) = client == .messages ? ("request-id", "x-request-id") : ("x-request-id", "request-id")
        if !kept.contains(where: { HeaderName.isSame(idName, $0.0) }) {
            kept.append((idName, kept.first { HeaderName.isSame(otherName, $0.0) }?.1 ?? requestID))
        }
        for note in notes.prefix(Self.maximumNotes) { kept.append(("x-argo-shim-note", Self.headerValue(of: note))) }
        return HTTPHeaders(kept)
    }

    /// Visible ASCII and blanks only, so that no text from a request can break out of its header.
    private static func headerValue(of note: String) -> String {
        var bytes: [UInt8] = []
        for scalar in note.unicodeScalars {
            guard bytes.count < maximumNoteBytes else { break }
            switch scalar.value {
            case 0x20...0x7E: bytes.append(UInt8(scalar.value))
            case 0x09, 0x0A, 0x0D: bytes.append(0x20)
            default: bytes.append(UInt8(ascii: "?"))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The bounds of everything that a reply may hold in memory or wait for.
struct ReplyLimits: Equatable, Sendable {
    /// A JSON answer, or a stream that is joined into one, in bytes. Embedding answers of 16 strings stay below 1 MiB.
    var documentBytes = 64 << 20
    /// The body of an error, in bytes.
    var errorBytes = 1 << 20
    /// One event of a stream, in bytes; a longer one is passed on without being looked at.
    var eventBytes = 16 << 20
    /// What is held back of a stream until its beginning was judged, in bytes; an access notice is about 1 KiB.
    var heldBytes = 64 << 10
    /// What is read and dropped behind the end of a reply to keep the upstream's connection usable, in bytes.
    var drainedBytes = 64 << 10
    /// How long the upstream may take to end its response after the client has its own.
    var drainTime: TimeAmount = .seconds(5)
}
