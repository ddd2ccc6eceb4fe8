import NIOCore
import NIOSSL
import SystemSupport

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
