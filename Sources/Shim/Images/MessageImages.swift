import LosslessJSON

/// The images that a body of Anthropic's Messages names by their addresses
/// (https://platform.claude.com/docs/en/build-with-claude/vision#url-based-image-example).
struct MessageImages {
    private let document: JSONDocument
    private let sources: [(node: JSONNode, url: String)]

    init(in document: JSONDocument) {
        self.document = document
        var sources: [(node: JSONNode, url: String)] = []
        for message in document.elements("messages", of: document.root) {
            for block in document.elements("content", of: message) {
                // The result of a tool has blocks of its own.
                for part in [block] + document.elements("content", of: block) {
                    guard document.string("type", of: part) == "image",
                        let source = document.value("source", of: part),
                        document.string("type", of: source) == "url",
                        let url = document.string("url", of: source)
                    else { continue }
                    sources.append((source, url))
                }
            }
        }
        self.sources = sources
    }

    /// Each one once, in their order.
    var urls: [String] {
        var seen: Set<String> = []
        return sources.map(\.url).filter { seen.insert($0).inserted }
    }

    /// The body with these images in the place of their addresses, and every other byte as it was.
    func inlining(_ images: [String: RemoteImage]) -> [UInt8] {
        let edits = sources.compactMap { source in
            images[source.url].map { image in
                let value: JSONValue = [
                    "type": "base64", "media_type": .string(image.format.rawValue), "data": .string(image.data),
                ]
                return TextEdit(source.node.range, value.serialized)
            }
        }
        return EditedText(document.bytes, applying: edits).bytes
    }
}

/// Whether a request can name images by their addresses: a look that costs little.
enum RemoteImages {
    private static let field = ByteSearch("\"image_url\"")
    private static let kind = ByteSearch("\"url\"")
    private static let files = [ByteSearch("\"fileUri\""), ByteSearch("\"file_uri\"")]
    private static let address = ByteSearch("\"http")

    static func areNamed(in body: [UInt8], of route: Route) -> Bool {
        let isNamed =
            switch route {
            case .forward(.chatCompletions, _), .forward(.responses, _): field.isFound(in: body)
            case .forward(.messages, _), .forward(.countTokens, _): hasKind(body)
            case .google: files.contains { $0.isFound(in: body) }
            case .forward, .forwardResponseItem, .local, .probe: false
            }
        return isNamed && address.isFound(in: body)
    }

    /// Whether `"url"` stands there as a value: tools of agents have members of this name.
    private static func hasKind(_ body: [UInt8]) -> Bool {
        kind.offsets(in: body, body.indices).contains { offset in
            let next = body[(offset + 5)...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            return next == UInt8(ascii: ",") || next == UInt8(ascii: "}")
        }
    }
}
