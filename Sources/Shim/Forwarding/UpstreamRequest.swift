import LosslessJSON
import NIOCore
import NIOHTTP1

/// One request as it goes upstream.
struct UpstreamRequest {
    private(set) var head: HTTPRequestHead
    private(set) var body: EditedText

    init(head: HTTPRequestHead, body: EditedText) {
        self.head = head
        self.body = body
        // The framing of the client's hop has been left out of the head.
        if hasLength { self.head.headers.add(name: "content-length", value: String(body.count)) }
    }

    /// Makes it the request for the next one of several bodies.
    mutating func replaceBody(by next: EditedText) {
        body = next
        if hasLength { head.headers.replaceOrAdd(name: "content-length", value: String(body.count)) }
    }

    /// Lets go of the bytes, once they will not be sent again.
    mutating func forgetBody() {
        body = EditedText([])
    }

    private var hasLength: Bool { body.count > 0 || head.method == .POST }
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
