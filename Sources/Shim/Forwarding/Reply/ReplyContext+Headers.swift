import NIOHTTP1
import Translation

extension ReplyContext {
    /// The most notes that a response carries, and the most bytes of one: many clients stop reading a head at 8 KiB.
    private static let maximumNotes = 8
    private static let maximumNoteBytes = 300
    private static let dropped = CaselessNames(HopByHopHeaders.names + ["set-cookie", "set-cookie2"])

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
