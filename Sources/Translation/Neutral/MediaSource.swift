/// Where the bytes of an image or a file are.
enum MediaSource: Equatable, Sendable {
    /// - Parameter data: base64.
    case inline(mediaType: String, data: String)
    case url(String)
    /// The id of a file at the vendor's.
    case uploaded(String)

    /// Reads `data:image/png;base64,…` (RFC 2397), or takes the text as a URL, as OpenAI's dialects have it.
    ///
    /// - Throws: `TranslationError` for anything but a text, and for a data URI that is not base64.
    init(_ reader: JSONReader) throws(TranslationError) {
        let uri = try reader.requireString()
        guard uri.utf8.prefix(5).elementsEqual("data:".utf8) else {
            self = .url(uri)
            return
        }
        guard let comma = uri.utf8.firstIndex(of: UInt8(ascii: ",")) else { throw .vendorsOwn(reader.path, .dataURI) }
        let head = uri.utf8.dropFirst(5)
        let fields = uri[head.startIndex..<comma].split(separator: ";", omittingEmptySubsequences: false)
        guard fields.count > 1, fields[fields.count - 1] == "base64" else { throw .vendorsOwn(reader.path, .dataURI) }
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

struct Image: Equatable, Sendable {
    var source: MediaSource
    /// OpenAI's `detail`: `low`, `high`, `auto`.
    var detail: String?
}

struct Audio: Equatable, Sendable {
    /// `wav`, `mp3`, …
    var format: String
    /// In base64.
    var data: String
}

extension Audio {
    /// Reads `input_audio` of OpenAI's dialects.
    init(_ reader: JSONReader) throws(TranslationError) {
        var object = try reader.requireObject()
        self.init(format: try object.require("format").requireString(), data: try object.require("data").requireString())
    }
}

struct File: Equatable, Sendable {
    enum Source: Equatable, Sendable {
        case media(MediaSource)
        /// A document of plain text.
        case text(String)
        /// A document of parts: texts and images.
        case parts([Part])
    }

    var source: Source
    /// A file name or a title.
    var name: String?
    /// What Messages says beside a document.
    var context: String?
    var hasCitations = false
}

extension File {
    /// What stands behind the dot in the names of files that OpenAI takes
    /// (https://platform.openai.com/docs/guides/file-inputs).
    private static let extensions = [
        "text/plain": "txt", "text/csv": "csv", "text/html": "html", "text/markdown": "md", "text/xml": "xml", "application/json": "json",
        "application/xml": "xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    ]

    /// Its name, or one that fits what is in it: OpenAI refuses a file without a name, and judges by its end.
    var spelledName: String {
        if let name { return name }
        guard case .media(.inline(let type, _)) = source, let end = Self.extensions[type.lowercased()] else { return "document.pdf" }
        return "document." + end
    }
}
