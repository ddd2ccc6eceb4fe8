import Logging
import LosslessJSON
import NIOCore
import NIOHTTP1
import NIOPosix
import SystemSupport
import TokenSync

/// Gives the token of a Globus login, and renews it in its file before it ends. Lives on the event loop.
final class GlobusAccess {
    private static let timeout = TimeAmount.seconds(15)

    /// A login's file as it was found.
    typealias Found = (file: UserFile, tokens: GlobusTokenFile)

    private let login: GlobusLogin
    private let server: Upstream
    private let logger: Logger
    /// The renewal that is under way: requests that come meanwhile wait for it, so that a refresh token is used once.
    private var renewal: EventLoopFuture<ProviderKey>?
    /// A token whose file could not be written, until that holds a good one again.
    private var unsaved: (key: ProviderKey, expiresAt: Int)?

    /// - Parameter server: who renews tokens.
    init(_ login: GlobusLogin, server: Upstream, logger: Logger) {
        self.login = login
        self.server = server
        self.logger = logger
    }

    private var eventLoop: any EventLoop { server.pool.eventLoop }
    private var now: Int { ClockReading.unixTime }

    func close() {
        server.pool.close()
    }

    /// - Returns: the token; nil where nobody has logged in; fails with `KeyFault`.
    func key() -> EventLoopFuture<ProviderKey?> {
        let login = login
        return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try Self.find(login) }
            .assumeIsolated().flatMap { found in
                guard let found else { return self.eventLoop.makeSucceededFuture(nil) }
                return self.key(from: found).map { $0 }
            }.nonisolated()
    }

    /// - Returns: nil where nobody has logged in.
    static func find(_ login: GlobusLogin) throws(KeyFault) -> Found? {
        let file: UserFile
        do {
            file = try UserFile(reading: login.path)
        } catch {
            throw .unreadable(reason: error.description)
        }
        guard let bytes = file.bytes else { return nil }
        guard let tokens = GlobusTokenFile(bytes, resourceServer: login.resourceServer) else { throw .malformed(place: login.path) }
        return (file, tokens)
    }

    private func key(from found: Found) -> EventLoopFuture<ProviderKey> {
        let now = now
        let tokens = found.tokens
        if tokens.expiresAt - now > login.margin {
            unsaved = nil
            return eventLoop.makeSucceededFuture(tokens.accessToken)
        }
        if let unsaved, unsaved.expiresAt - now > login.margin { return eventLoop.makeSucceededFuture(unsaved.key) }
        if let renewal { return renewal }
        let renewed = renew(found, now: now)
        renewal = renewed
        renewed.assumeIsolated().whenComplete { _ in self.renewal = nil }
        return renewed
    }

    /// Gets another token; the one that is there does as long as it is good.
    private func renew(_ found: Found, now: Int) -> EventLoopFuture<ProviderKey> {
        let tokens = found.tokens
        guard let refreshToken = tokens.refreshToken else {
            return tokens.expiresAt > now
                ? eventLoop.makeSucceededFuture(tokens.accessToken)
                : eventLoop.makeFailedFuture(KeyFault.expired(path: login.path))
        }
        return UpstreamFetch.send(request(refreshToken), to: server, timeout: Self.timeout).assumeIsolated()
            .flatMapThrowing { reply in try self.grant(reply, now: now) }
            .flatMapErrorThrowing { error in throw self.fault(error) }
            .flatMap { grant in self.save(grant, in: found) }
            .flatMapErrorThrowing { error in
                guard tokens.expiresAt > now else { throw error }
                self.logger.warning("cannot renew a login", metadata: ["file": "\(self.login.path)", "reason": "\(error)"])
                return tokens.accessToken
            }.nonisolated()
    }

    private func request(_ refreshToken: ProviderKey) -> UpstreamRequest {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refreshToken.secret), ("client_id", login.client)]
        let body = fields.map { "\($0)=\(PercentEncoding.encoded($1))" }.joined(separator: "&")
        let headers: HTTPHeaders = [
            "host": server.host, "accept": "application/json", "content-type": "application/x-www-form-urlencoded",
        ]
        return UpstreamRequest(.POST, login.tokenAddress.path, headers: headers, body: EditedText(Array(body.utf8)))
    }

    private func grant(_ reply: UpstreamFetch.Reply, now: Int) throws(KeyFault) -> GlobusGrant {
        if reply.status == 200, let grant = GlobusGrant(reply: reply.body, resourceServer: login.resourceServer, now: now) { return grant }
        let refusal = GlobusGrant.refusal(in: reply.body)
        if [400, 401, 403].contains(reply.status) { throw .refused(host: server.host, reason: refusal ?? "\(reply.status)") }
        throw .unavailable(host: server.host, reason: reply.status == 200 ? "gave no token" : "answered \(reply.status)")
    }

    private func fault(_ error: any Error) -> KeyFault {
        if let fault = error as? KeyFault { return fault }
        guard let failure = error as? UpstreamFailure else { return .unavailable(host: server.host, reason: "did not answer") }
        return .unavailable(host: server.host, reason: "cannot be reached: \(failure.response(from: server).message)")
    }

    private func save(_ grant: GlobusGrant, in found: Found) -> EventLoopFuture<ProviderKey> {
        let bytes = found.tokens.renewed(by: grant)
        return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try found.file.replace(with: bytes, isSecret: true) }
            .assumeIsolated().map { isWritten in
                // Another program has renewed it in the same moment: its token is in place, and ours is good as well.
                if !isWritten { self.unsaved = (grant.accessToken, grant.expiresAt) }
                return grant.accessToken
            }.flatMapErrorThrowing { error in
                self.logger.warning("cannot save a renewed login", metadata: ["file": "\(self.login.path)", "reason": "\(error)"])
                self.unsaved = (grant.accessToken, grant.expiresAt)
                return grant.accessToken
            }.nonisolated()
    }
}

/// The login of a program of Globus, kept in a file of globus-sdk's form.
package struct GlobusLogin: Sendable {
    /// Absolute path of the file.
    package var path: String
    /// Whose tokens they are: the id of a service.
    package var resourceServer: String
    /// The id of the program that logged in, which has no secret.
    package var client: String
    /// Where another token is to be had.
    package var tokenAddress: ProviderAddress
    /// Whose certificates count there.
    package var trust = UpstreamTLS.Trust.authorities(additional: [])
    /// A token with less time left than this is renewed, in seconds: an answer may take minutes, and clocks differ.
    package var margin = 600
}
