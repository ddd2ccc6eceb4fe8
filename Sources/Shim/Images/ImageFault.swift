/// Why an image could not be fetched.
enum ImageFault: Error, Equatable, Sendable {
    /// The address is one that is not asked; with the reason.
    case notAllowed(String)
    /// The name leads to an address that is not of the public internet.
    case notPublic
    /// The name does not resolve.
    case unknownHost
    /// The server cannot be reached, or breaks off.
    case unreachable
    /// It answered with this status.
    case status(Int)
    case tooManyRedirects
    /// Bytes.
    case tooLarge(limit: Int)
    /// Seconds.
    case tooSlow(limit: Int)
    /// It is none of PNG, JPEG, GIF and WebP.
    case noImage
}

extension ErrorResponse {
    /// - Parameter host: of the address; its path and query may be a secret.
    init(_ fault: ImageFault, host: String?) {
        let reason =
            switch fault {
            case .notAllowed(let reason): "its address is not asked: \(reason)."
            case .notPublic: "its name leads to an address that is not of the public internet."
            case .unknownHost: "its name does not resolve."
            case .unreachable: "the server cannot be reached, or broke off."
            case .status(let status): "the server answered \(status)."
            case .tooManyRedirects: "it leads from one address to the next."
            case .tooLarge(let limit): "it has more than \(limit / 1_048_576) MiB."
            case .tooSlow(let limit): "it did not come within \(limit) s."
            case .noImage: "it is neither PNG, JPEG, GIF nor WebP."
            }
        let place = host.map { " on \($0.prefix(100))" } ?? ""
        self.init(
            400, "Argo's Claude takes images in the request only, and argo-shim could not fetch one\(place): \(reason) Send it as base64.",
            code: "image_not_fetched")
    }
}
