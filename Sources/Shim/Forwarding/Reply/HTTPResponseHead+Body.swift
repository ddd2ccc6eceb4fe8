import NIOHTTP1

extension HTTPResponseHead {
    /// The announced length of the body in bytes; nil when none or nothing sensible is announced.
    var contentLength: Int? {
        guard let length = headers.first(name: "content-length").flatMap({ Int($0) }), length >= 0 else { return nil }
        return length
    }

    /// The media type in lower case, without parameters.
    var mediaType: String {
        guard let value = headers.first(name: "content-type") else { return "" }
        // The usual spellings need no work.
        if value == "application/json" || value == "text/event-stream" { return value }
        let type = value.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
        return String(decoding: type, as: UTF8.self).lowercased()
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
