import NIOCore
import Testing

@testable import FakeArgo

@Suite struct ResponseEncoderTests {
    private func encoded(_ status: Int, _ headers: [HeaderField], _ body: [String], isBodiless: Bool = false) -> String {
        var encoder = ResponseEncoder()
        encoder.isBodiless = isBodiless
        var buffer = ByteBuffer()
        encoder.appendHead(status, headers, to: &buffer)
        for piece in body { encoder.appendBody(Array(piece.utf8), to: &buffer) }
        encoder.appendEnd(to: &buffer)
        return String(buffer: buffer)
    }

    @Test func `a body without a length is sent in chunks`() {
        let text = encoded(200, [HeaderField("A", "b")], ["0123456789", "", "x"])
        #expect(text == "HTTP/1.1 200 OK\r\nA: b\r\ntransfer-encoding: chunked\r\n\r\na\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n")
    }

    @Test func `a body with a length is sent as it is`() {
        #expect(encoded(200, [HeaderField("Content-Length", "1")], ["x"]) == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
    }

    @Test func `no body follows a 204 or the answer to a HEAD`() {
        #expect(encoded(204, [], []) == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(
            encoded(200, [HeaderField("content-length", "5")], ["x"], isBodiless: true) == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n")
    }
}
