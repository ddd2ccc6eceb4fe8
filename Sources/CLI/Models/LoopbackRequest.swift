import Daemon
import LosslessJSON
import NIOCore
import NIOHTTP1
import Shim
import TokenSync

/// Requests of our own to a shim on this machine.
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
        do {
            return try await withReply(to: method, path, body, sizeLimit: Self.largestReply) { reply in
                Reply(status: reply.status, body: try await reply.bytes())
            }
        } catch let error as HTTPClientError where error.kind == .tooLarge {
            throw Advice("The shim's response is too long.")
        }
    }

    /// - Parameters:
    ///   - sizeLimit: the longest body that is taken, in bytes.
    ///   - use: called when the head of the reply is there.
    func withReply<Value>(
        to method: HTTPMethod, _ path: String, _ body: [UInt8], sizeLimit: Int = .max, _ use: (HTTPReply) async throws -> Value
    ) async throws -> Value {
        var headers: HTTPHeaders = ["host": "127.0.0.1:\(port)", "x-api-key": token.secret, "connection": "close"]
        if method == .POST { headers.add(name: "content-type", value: "application/json") }
        var isAnswered = false
        do {
            return try await HTTPClient(DirectConnector(host: "127.0.0.1", port: port, timeout: .seconds(5)))
                .withReply(to: method, path, headers: headers, body: body, timeLimit: nil, sizeLimit: sizeLimit) { reply in
                    isAnswered = true
                    return try await use(reply)
                }
        } catch let error as HTTPClientError where error.kind == .closed && !isAnswered {
            throw Advice("The shim closed the connection before its response was complete.")
        }
    }
}

extension LoopbackRequest {
    /// To a shim of this user that runs and answers. The token goes to no port but the one that the shim's own process, found by its lock
    /// and its socket, says that it listens on.
    ///
    /// - Throws: `Advice` where none runs, where it could be several, or where it has no token that could be read.
    init(to option: InstanceOption) throws {
        guard case .status(let status) = try ControlClient(try option.required()).reply(to: .status) else {
            throw Advice("The shim is shutting down.", hints: ["Start one: argo-shim start"], exitCode: .notRunning)
        }
        let file = TokenFile(folder: UserFolders.ofThisProcess.state)
        guard let token = try file.load()?.tokens.current else {
            throw Advice("The token file of the running shim is missing: \(file.path)", hints: ["Restart the shim: argo-shim restart"])
        }
        self.init(port: status.port, token: token)
    }

    /// Does something with the shim, whose connection may break at any time.
    ///
    /// - Throws: `Advice`.
    func ask<Answer>(_ work: (LoopbackRequest) async throws -> Answer) async throws -> Answer {
        do {
            return try await work(self)
        } catch let advice as Advice {
            throw advice
        } catch {
            throw Advice(
                "The shim on port \(port) closed the connection before its response was complete.",
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
