import NIOCore
import NIOSSL
import Relay
import SystemSupport

/// Reaches a host through a proxy.
struct ProxyConnector: UpstreamConnector {
    /// As long as a TCP connection may take (see `DirectConnector`).
    private static let limit = TimeAmount.seconds(10)

    let proxy: ProxyAddress
    let host: String
    let port: Int
    /// Whose certificates count at the proxy itself, where it is spoken to by TLS.
    let trust: UpstreamTLS.Trust

    var destination: String { "\(host):\(port)" }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let (proxy, host, port, trust) = (proxy, host, port, trust)
        return DirectConnector(host: proxy.host, port: proxy.port)
            .connect(on: eventLoop) { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard proxy.kind == .https else { return }
                    let tls = UpstreamTLS(serverName: proxy.host, trust: trust)
                    try channel.pipeline.syncOperations.addHandler(tls.makeHandler(tls.makeContext()))
                }
            }
            .flatMapErrorThrowing { _ in
                throw UpstreamUnavailable(
                    reason: "cannot reach \(host):\(port): the proxy \(proxy) cannot be reached.", retryAfterSeconds: 5)
            }
            .flatMap { channel in
                let promise = channel.eventLoop.makePromise(of: Void.self)
                return channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.addHandler(
                        HandshakeHandler(
                            ProxyHandshake(through: proxy, to: host, port: port), limit: Self.limit, onEnd: promise,
                            initializer: initializer))
                }
                .flatMap { promise.futureResult.map { channel } }
                .flatMapErrorThrowing { error in
                    promise.fail(error)
                    guard let refusal = error as? ProxyRefusal else { throw error }
                    throw UpstreamUnavailable(
                        reason: "cannot reach \(host):\(port): the proxy \(proxy) \(refusal.reason).", retryAfterSeconds: 5)
                }
            }
    }
}

/// What is said to a proxy, and what its answers mean, until the way through it is open.
struct ProxyHandshake: ClientHandshake {
    typealias Step = HandshakeStep<ProxyRefusal>

    private enum Phase {
        case response
        case method, login, reply
    }

    /// An answer's head of HTTP is some hundred bytes.
    private static let largestHead = 16 * 1_024

    private let proxy: ProxyAddress
    private let host: String
    private let port: Int
    private var phase: Phase
    private var received: [UInt8] = []

    /// - Parameter host: where the way leads; at most 255 bytes.
    init(through proxy: ProxyAddress, to host: String, port: Int) {
        self.proxy = proxy
        self.host = host
        self.port = port
        phase = proxy.kind == .socks5 ? .method : .response
    }

    var opening: [UInt8] {
        if proxy.kind == .socks5 { return proxy.login == nil ? [5, 1, 0] : [5, 2, 0, 2] }
        let target = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        let login = proxy.login.map { login in
            "proxy-authorization: Basic \(Base64.encode("\(login.user):\(login.password)".utf8))\r\n"
        }
        return Array("CONNECT \(target) HTTP/1.1\r\nhost: \(target)\r\n\(login ?? "")\r\n".utf8)
    }

    mutating func receive(_ bytes: some Collection<UInt8>) -> Step {
        received += bytes
        switch phase {
        case .response: return readResponse()
        case .method: return readMethod()
        case .login: return readLogin()
        case .reply: return readReply()
        }
    }

    func refusal(for end: HandshakeEnd) -> ProxyRefusal {
        switch end {
        case .closed: ProxyRefusal(reason: "closed the connection")
        case .timedOut(let seconds): ProxyRefusal(reason: "did not answer within \(seconds) s")
        case .broken(let error): ProxyRefusal(reason: "cannot be used: \(error)")
        }
    }

    /// - Parameter reason: ends a sentence that begins with the proxy.
    private func refused(_ reason: String) -> Step { .fail(ProxyRefusal(reason: reason)) }

    // MARK: HTTP

    private func readResponse() -> Step {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else {
            return received.count > Self.largestHead ? refused("does not speak HTTP") : .wait
        }
        let line = received[..<end.lowerBound].prefix { $0 != UInt8(ascii: "\r") }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return refused("does not speak HTTP") }
        if status == 407 { return refused("rejects the user name or password") }
        guard (200..<300).contains(status) else { return refused("answered \(status)") }
        return .open(rest: Array(received[end.upperBound...]))
    }

    // MARK: SOCKS

    private mutating func take(_ count: Int) -> [UInt8]? {
        guard received.count >= count else { return nil }
        defer { received.removeFirst(count) }
        return Array(received.prefix(count))
    }

    private mutating func readMethod() -> Step {
        guard let answer = take(2) else { return .wait }
        guard answer[0] == 5 else { return refused("does not speak SOCKS 5") }
        switch (answer[1], proxy.login) {
        case (0, _):
            phase = .reply
            return .send(request)
        case (2, let login?):
            phase = .login
            return .send([1, UInt8(login.user.utf8.count)] + login.user.utf8 + [UInt8(login.password.utf8.count)] + login.password.utf8)
        default: return refused("requires a user name and a password")
        }
    }

    private mutating func readLogin() -> Step {
        guard let answer = take(2) else { return .wait }
        guard answer[1] == 0 else { return refused("rejects the user name or password") }
        phase = .reply
        return .send(request)
    }

    /// By name: whoever is behind the proxy knows better where that is.
    private var request: [UInt8] {
        let name = Array(host.utf8.prefix(255))
        return [5, 1, 0, 3, UInt8(name.count)] + name + [UInt8(port >> 8 & 0xFF), UInt8(port & 0xFF)]
    }

    private mutating func readReply() -> Step {
        guard received.count >= 5 else { return .wait }
        guard received[0] == 5 else { return refused("does not speak SOCKS 5") }
        if received[1] != 0 { return refused("answered \(received[1])") }
        let length: Int
        switch received[3] {
        case 1: length = 10
        case 3: length = 7 + Int(received[4])
        case 4: length = 22
        default: return refused("does not speak SOCKS 5")
        }
        guard take(length) != nil else { return .wait }
        return .open(rest: received)
    }
}

/// Why a proxy opens no way; the reason ends a sentence that begins with it.
struct ProxyRefusal: Error, Equatable {
    let reason: String
}

extension ConnectionPool {
    /// The connections to a service that is dialled, or reached through a proxy.
    convenience init(
        on eventLoop: any EventLoop, to address: ProviderAddress, trust: UpstreamTLS.Trust, through proxy: ProxyAddress?,
        handshakeTime: TimeAmount, flushes: FlushQueue
    ) {
        let connector: any UpstreamConnector =
            if let proxy {
                ProxyConnector(proxy: proxy, host: address.host, port: address.port, trust: trust)
            } else {
                DirectConnector(host: address.host, port: address.port)
            }
        self.init(
            on: eventLoop, connector: connector, tls: address.isSecure ? UpstreamTLS(serverName: address.host, trust: trust) : nil,
            handshakeTime: handshakeTime, flushes: flushes)
    }
}
