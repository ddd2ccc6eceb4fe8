import Daemon
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
            guard bytes.count <= Self.largestReply else { throw Advice("The shim's response is too long.") }
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
            throw Advice("The shim closed the connection before its response was complete.")
        }
    }
}

/// A shim of this user that runs and answers: whom a command asks for something over HTTP.
struct LiveShim {
    let request: LoopbackRequest

    /// The token goes to no port but the one that the shim's own process, found by its lock and its socket, says that it listens on.
    ///
    /// - Throws: `Advice` where none runs, where it could be several, or where it has no token that could be read.
    init(_ option: InstanceOption) throws {
        guard case .status(let status) = try ControlClient(try option.required()).reply(to: .status) else {
            throw Advice("The shim is shutting down.", hints: ["Start one: argo-shim start"], exitCode: .notRunning)
        }
        let file = TokenFile(folder: UserFolders.ofThisProcess.state)
        guard let token = try file.load()?.tokens.current else {
            throw Advice("The token file of the running shim is missing: \(file.path)", hints: ["Restart the shim: argo-shim restart"])
        }
        request = LoopbackRequest(port: status.port, token: token)
    }

    /// Does something with the shim, whose connection may break at any time.
    ///
    /// - Throws: `Advice`.
    func ask<Answer>(_ work: (LoopbackRequest) async throws -> Answer) async throws -> Answer {
        do {
            return try await work(request)
        } catch let advice as Advice {
            throw advice
        } catch {
            throw Advice(
                "The shim on port \(request.port) closed the connection before its response was complete.",
                hints: ["See what happened: argo-shim logs"])
        }
    }
}

extension Advice {
    /// What a shim answered that is no success.
    init(_ reply: LoopbackRequest.Reply) {
        let words = reply.message
        self.init("The shim answered \(reply.status)" + (words.isEmpty ? "." : ": \(words)"))
    }
}
