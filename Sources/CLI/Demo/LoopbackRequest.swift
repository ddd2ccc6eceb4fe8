import LosslessJSON
import NIOCore
import NIOHTTP1
import NIOPosix
import TokenSync

/// One request of our own to a shim on this machine.
struct LoopbackRequest: Sendable {
    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]

        /// What an error says; every dialect of ours has it at this place.
        var message: String {
            // An answer that is no JSON is not the shim's.
            guard let document = try? JSONDocument(body), let node = document.value(at: ["error", "message"]) else { return "" }
            return document.string(node) ?? ""
        }
    }

    /// Answers of the embedded Argo have some kilobytes.
    private static let largestReply = 4 * 1024 * 1024

    let port: Int
    let token: AccessToken

    func get(_ path: String) async throws -> Reply {
        try await send(.GET, path, [])
    }

    func post(_ path: String, _ body: [UInt8]) async throws -> Reply {
        try await send(.POST, path, body)
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: [UInt8]) async throws -> Reply {
        var bytes: [UInt8] = []
        let status = try await send(method, path, body) { _, piece in
            bytes.append(contentsOf: piece.readableBytesView)
            guard bytes.count <= Self.largestReply else { throw Advice("The shim's answer does not end.") }
        }
        return Reply(status: status, body: bytes)
    }

    /// - Parameter take: called with the status and each piece of the reply's body as it comes.
    /// - Returns: the status.
    func send(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], take: (_ status: Int, _ piece: ByteBuffer) throws -> Void
    ) async throws -> Int {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var headers: HTTPHeaders = ["host": "127.0.0.1:\(port)", "x-api-key": token.secret, "connection": "close"]
            if method == .POST {
                headers.add(contentsOf: ["content-type": "application/json", "content-length": "\(body.count)"])
            }
            let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
            let content: [HTTPClientRequestPart] = body.isEmpty ? [] : [.body(.byteBuffer(ByteBuffer(bytes: body)))]
            // At once: behind the last byte the answer may come and the connection be closed, and a write to that would fail.
            try await outbound.write(contentsOf: [.head(head)] + content + [.end(nil)])
            var status = 0
            for try await part in inbound {
                switch part {
                case .head(let head): status = Int(head.status.code)
                case .body(let piece): try take(status, piece)
                case .end: return status
                }
            }
            throw Advice("The shim closed the connection before its answer was complete.")
        }
    }
}
