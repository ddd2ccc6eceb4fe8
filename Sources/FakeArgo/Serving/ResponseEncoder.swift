import NIOCore
import NIOHTTP1

/// Writes responses of HTTP/1.1 as bytes, exactly as a script or an answer has them.
struct ResponseEncoder {
    /// Whether the head has promised chunks (RFC 9112, section 7.1); else it told the length, or there is no body.
    private var isChunked = false
    /// Responses to HEAD have no body (RFC 9110, section 9.3.2).
    var isBodiless = false

    /// Writes a head; without `content-length` and `transfer-encoding` the body is announced in chunks.
    mutating func appendHead(_ status: Int, _ headers: [HeaderField], to buffer: inout ByteBuffer) {
        let hasBody = status >= 200 && status != 204 && status != 304
        let isFramed = headers.contains { $0.isNamed("content-length") || $0.isNamed("transfer-encoding") }
        let saysChunked = headers.contains { $0.isNamed("transfer-encoding") } || (hasBody && !isFramed)
        isChunked = saysChunked && !isBodiless
        buffer.writeString("HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n")
        for field in headers { buffer.writeString("\(field.name): \(field.value)\r\n") }
        if saysChunked, !isFramed { buffer.writeStaticString("transfer-encoding: chunked\r\n") }
        buffer.writeStaticString("\r\n")
    }

    /// Writes bytes of the body. An empty chunk is left out, because it would end the body.
    func appendBody(_ bytes: [UInt8], to buffer: inout ByteBuffer) {
        guard !bytes.isEmpty, !isBodiless else { return }
        if isChunked { buffer.writeString(String(bytes.count, radix: 16) + "\r\n") }
        buffer.writeBytes(bytes)
        if isChunked { buffer.writeStaticString("\r\n") }
    }

    /// Writes what ends the body.
    func appendEnd(to buffer: inout ByteBuffer) {
        if isChunked { buffer.writeStaticString("0\r\n\r\n") }
    }

    /// Writes a whole answer.
    mutating func encode(_ answer: FakeAnswer, allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 1_024)
        switch answer.body {
        case .whole(let bytes):
            appendHead(answer.status, answer.headers + [HeaderField("content-length", String(bytes.count))], to: &buffer)
            appendBody(bytes, to: &buffer)
        case .pieces(let pieces):
            appendHead(answer.status, answer.headers, to: &buffer)
            for piece in pieces { appendBody(piece, to: &buffer) }
        }
        appendEnd(to: &buffer)
        return buffer
    }
}

/// One request on a connection, from its head to the end of its response.
final class FakeExchange {
    let head: HTTPRequestHead
    let path: String
    /// Set when the last byte of the request was read.
    private(set) var request: ReceivedRequest?
    var body = ByteBuffer()
    var encoder = ResponseEncoder()
    var script: Script?
    var player: ScriptPlayer?
    /// Completed with the request, for an answer that a script began before it was there.
    var completion: EventLoopPromise<Void>?

    init(_ head: HTTPRequestHead) {
        self.head = head
        path = String(head.uri.prefix { $0 != "?" })
        encoder.isBodiless = head.method == .HEAD
    }

    func complete(on connection: Int) -> ReceivedRequest {
        let request = ReceivedRequest(
            method: head.method.rawValue,
            target: head.uri,
            headers: head.headers.map { HeaderField($0.name, $0.value) },
            body: Array(body.readableBytesView),
            connection: connection
        )
        self.request = request
        body = ByteBuffer()
        return request
    }
}
