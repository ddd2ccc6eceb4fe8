import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SystemSupport

/// Fetches images for models that cannot do so by themselves.
///
/// A name is resolved once for each connection, and the connection goes to the address that was looked at: a name that leads elsewhere the
/// next time (DNS rebinding) gains nothing.
struct ImageFetcher: Sendable {
    let fetching: ImageFetching
    let eventLoop: any EventLoop
    private let cache = ImageCache()
    /// Made when it is needed: reading the system's authorities takes milliseconds and megabytes.
    private let context = NIOLockedValueBox<NIOSSLContext?>(nil)

    /// Fetches the images of a request, one after the other.
    ///
    /// - Throws: what the client is told about the first that cannot be had.
    func images(at urls: [String]) async throws(ErrorResponse) -> [String: RemoteImage] {
        var images: [String: RemoteImage] = [:]
        var total = 0
        for url in urls {
            let image: RemoteImage
            do {
                image = try await self.image(at: url)
                total += image.data.utf8.count
                guard total <= fetching.totalSize else { throw ImageFault.tooLarge(limit: fetching.totalSize) }
            } catch {
                throw ErrorResponse(error as? ImageFault ?? .unreachable, host: ImageAddress.host(of: url))
            }
            images[url] = image
        }
        return images
    }

    private func image(at url: String) async throws -> RemoteImage {
        if let known = cache.image(at: url, now: .now()) { return known }
        let deadline = NIODeadline.now() + .seconds(Int64(fetching.timeLimit))
        let bytes = try await bytes(at: ImageAddress(url), until: deadline)
        guard let format = ImageFormat(bytes) else { throw ImageFault.noImage }
        let image = RemoteImage(format: format, data: Base64.encode(bytes))
        cache.keep(image, at: url, now: .now())
        return image
    }

    private func bytes(at start: ImageAddress, until deadline: NIODeadline) async throws -> [UInt8] {
        var address = start
        for _ in 0...fetching.redirectLimit {
            switch try await ask(address, until: deadline) {
            case .bytes(let bytes): return bytes
            case .redirect(let location): address = try address.following(location)
            }
        }
        throw ImageFault.tooManyRedirects
    }

    private enum Reply {
        case bytes([UInt8])
        case redirect(String)
    }

    private func ask(_ address: ImageAddress, until deadline: NIODeadline) async throws -> Reply {
        let client = try await client(for: address)
        let port = address.port == 443 ? "" : ":\(address.port)"
        let headers: HTTPHeaders = [
            "host": address.host + port, "accept": "image/*", "accept-encoding": "identity", "user-agent": "argo-shim",
            "connection": "close",
        ]
        do {
            return try await client.withReply(
                to: .GET, address.target, headers: headers, timeLimit: deadline - .now(), sizeLimit: fetching.sizeLimit
            ) { reply in
                if [301, 302, 303, 307, 308].contains(reply.status), let location = reply.headers.first(name: "location") {
                    return .redirect(location)
                }
                guard reply.status == 200 else { throw ImageFault.status(reply.status) }
                return .bytes(try await reply.bytes())
            }
        } catch let error as HTTPClientError {
            switch error.kind {
            case .tooLarge: throw ImageFault.tooLarge(limit: fetching.sizeLimit)
            case .tooSlow: throw ImageFault.tooSlow(limit: fetching.timeLimit)
            case .closed, .other: throw ImageFault.unreachable
            }
        }
    }

    private func client(for address: ImageAddress) async throws -> HTTPClient {
        guard let host = try await resolved(address).ipAddress else { throw ImageFault.unreachable }
        let tls = UpstreamTLS(serverName: address.host, trust: .authorities(additional: fetching.authorities))
        let time = TimeAmount.seconds(Int64(fetching.timeLimit))
        var client = HTTPClient(DirectConnector(host: host, port: address.port, timeout: time))
        (client.tls, client.handshakeTime, client.eventLoop) = (tls, time, eventLoop)
        client.tlsContext = try context.withLockedValue { context in
            let made = try context ?? tls.makeContext()
            context = made
            return made
        }
        return client
    }

    /// The address that a name leads to, where it may be asked.
    private func resolved(_ address: ImageAddress) async throws -> SocketAddress {
        let resolve = fetching.resolve
        let socket: SocketAddress
        do {
            socket = try await NIOThreadPool.singleton.runIfActive { try resolve(address.host, address.port) }
        } catch {
            throw ImageFault.unknownHost
        }
        guard fetching.isAllowed(socket) else { throw ImageFault.notPublic }
        return socket
    }
}

/// How images are fetched, and from whom.
struct ImageFetching: Sendable {
    /// Bytes of one image.
    var sizeLimit = 20 * 1024 * 1024
    /// Bytes of all images of a request: more are not taken by Claude (https://platform.claude.com/docs/en/api/overview, 32 MB a request).
    var totalSize = 32 * 1024 * 1024
    /// Seconds, for one image with all its redirects.
    var timeLimit = 10
    var redirectLimit = 5
    /// Finds an address of a name. It blocks.
    var resolve: @Sendable (_ host: String, _ port: Int) throws -> SocketAddress = {
        try SocketAddress.makeAddressResolvingHost($0, port: $1)
    }
    /// Whether an address may be asked.
    var isAllowed: @Sendable (SocketAddress) -> Bool = AddressRule.isPublic
    /// Authorities beside the system's.
    var authorities: [NIOSSLCertificate] = []
}

/// Why an image could not be fetched.
enum ImageFault: Error, Equatable, Sendable {
    /// The address is one that is not asked; with the reason.
    case notAllowed(String)
    /// The name leads to an address that is not of the public internet.
    case notPublic
    case unknownHost
    case unreachable
    case status(Int)
    case tooManyRedirects
    /// Bytes.
    case tooLarge(limit: Int)
    /// Seconds.
    case tooSlow(limit: Int)
    /// It is not PNG, JPEG, GIF or WebP.
    case noImage
}

extension ErrorResponse {
    /// - Parameter host: of the address; its path and query may be a secret.
    init(_ fault: ImageFault, host: String?) {
        let reason =
            switch fault {
            case .notAllowed(let reason): "its address is not allowed: \(reason)."
            case .notPublic: "its host name resolves to an address that is not public."
            case .unknownHost: "its host name does not resolve."
            case .unreachable: "the server cannot be reached, or closed the connection."
            case .status(let status): "the server answered \(status)."
            case .tooManyRedirects: "there are too many redirects."
            case .tooLarge(let limit): "it is larger than \(limit / 1_048_576) MiB."
            case .tooSlow(let limit): "it did not arrive within \(limit) s."
            case .noImage: "it is not PNG, JPEG, GIF or WebP."
            }
        let place = host.map { " on \($0.prefix(100))" } ?? ""
        self.init(
            400, "Claude on Argo takes images only in the request; argo-shim could not fetch one\(place): \(reason) Send it as base64.",
            code: "image_not_fetched")
    }
}
