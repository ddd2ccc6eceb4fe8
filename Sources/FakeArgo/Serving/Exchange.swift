import NIOCore
import NIOHTTP1

/// One request on a connection, from its head to the end of its response.
final class Exchange {
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
