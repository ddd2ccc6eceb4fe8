import LosslessJSON
import NIOCore
import NIOHTTP1

/// One request as it goes upstream.
struct UpstreamRequest {
    private(set) var head: HTTPRequestHead
    private(set) var body: EditedText

    /// - Parameter headers: without the framing, which is added here.
    init(_ method: HTTPMethod, _ path: String, headers: HTTPHeaders, body: EditedText) {
        var headers = headers
        if Self.hasLength(method, body) { headers.add(name: "content-length", value: String(body.count)) }
        head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
        self.body = body
    }

    /// Makes it the request for the next one of several bodies.
    mutating func replaceBody(by next: EditedText) {
        body = next
        if Self.hasLength(head.method, body) { head.headers.replaceOrAdd(name: "content-length", value: String(body.count)) }
    }

    /// Lets go of the bytes, once they will not be sent again.
    mutating func forgetBody() {
        body = EditedText([])
    }

    private static func hasLength(_ method: HTTPMethod, _ body: EditedText) -> Bool {
        body.count > 0 || method == .POST
    }
}

/// Hands out a body in pieces that fit a socket's buffer, so that a large one is never held twice.
struct BodyPieces {
    /// NIO's default high-water mark of a channel's outbound buffer.
    static let pieceSize = 64 * 1024

    private let body: EditedText
    private var pieceIndex = 0
    private var offset = 0

    init(_ body: EditedText) {
        self.body = body
    }

    var isAtEnd: Bool { pieceIndex == body.pieces.count }

    /// The next piece of at most `pieceSize` bytes; nil at the end.
    mutating func next(_ allocator: ByteBufferAllocator) -> ByteBuffer? {
        var buffer: ByteBuffer?
        while pieceIndex < body.pieces.count {
            let room = Self.pieceSize - (buffer?.readableBytes ?? 0)
            if room == 0 { return buffer }
            let slice: ArraySlice<UInt8>
            switch body.pieces[pieceIndex] {
            case .original(let range): slice = body.original[(range.lowerBound + offset)..<range.upperBound]
            case .inserted(let bytes): slice = bytes[offset...]
            }
            let taken = slice.prefix(room)
            if buffer == nil { buffer = allocator.buffer(capacity: min(Self.pieceSize, body.count)) }
            buffer?.writeBytes(taken)
            offset += taken.count
            if taken.count == slice.count {
                pieceIndex += 1
                offset = 0
            }
        }
        return buffer
    }
}
