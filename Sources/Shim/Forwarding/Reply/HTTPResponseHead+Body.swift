import NIOHTTP1

extension HTTPResponseHead {
    /// The announced length of the body in bytes; nil when none or nothing sensible is announced.
    var contentLength: Int? {
        guard let length = headers.first(name: "content-length").flatMap({ Int($0) }), length >= 0 else { return nil }
        return length
    }

    /// The media type in lower case, without parameters.
    var mediaType: String {
        let value = headers.first(name: "content-type") ?? ""
        let type = value.prefix { $0 != ";" }
        return type.lowercased().split(separator: " ").joined()
    }

    /// Whether the body's bytes are what they mean: no compression.
    var isIdentityEncoded: Bool {
        headers["content-encoding"].allSatisfy { $0.isEmpty || $0.lowercased() == "identity" }
    }

    var isJSON: Bool {
        let type = mediaType
        return type == "application/json" || type.hasSuffix("+json")
    }
}
