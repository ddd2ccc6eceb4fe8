/// Where the bytes of an image or a file are.
enum MediaSource: Equatable, Sendable {
    /// - Parameter data: base64.
    case inline(mediaType: String, data: String)
    case url(String)
    /// The id of a file at the vendor's.
    case uploaded(String)

    /// Reads `data:image/png;base64,…` (RFC 2397), or takes the text as a URL.
    ///
    /// - Returns: nil for a data URI that is not base64.
    init?(uri: String) {
        guard uri.utf8.prefix(5).elementsEqual("data:".utf8) else {
            self = .url(uri)
            return
        }
        guard let comma = uri.utf8.firstIndex(of: UInt8(ascii: ",")) else { return nil }
        let head = uri.utf8.dropFirst(5)
        let fields = uri[head.startIndex..<comma].split(separator: ";", omittingEmptySubsequences: false)
        guard fields.count > 1, fields[fields.count - 1] == "base64" else { return nil }
        self = .inline(
            mediaType: fields[0].isEmpty ? "application/octet-stream" : String(fields[0]),
            data: String(uri[uri.utf8.index(after: comma)...])
        )
    }

    /// A URL or a data URI; nil for an uploaded file.
    var uri: String? {
        switch self {
        case .inline(let mediaType, let data): "data:\(mediaType);base64,\(data)"
        case .url(let url): url
        case .uploaded: nil
        }
    }
}
