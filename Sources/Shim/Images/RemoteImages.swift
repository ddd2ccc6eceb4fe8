/// Whether a request can name images by their addresses: a look that costs little.
enum RemoteImages {
    private static let field = ByteSearch("\"image_url\"")
    private static let kind = ByteSearch("\"url\"")
    private static let files = [ByteSearch("\"fileUri\""), ByteSearch("\"file_uri\"")]
    private static let address = ByteSearch("\"http")

    static func areNamed(in body: [UInt8], of route: Route) -> Bool {
        let isNamed =
            switch route {
            case .forward(.chatCompletions, _), .forward(.responses, _): !field.offsets(in: body, body.indices).isEmpty
            case .forward(.messages, _), .forward(.countTokens, _): hasKind(body)
            case .google: files.contains { !$0.offsets(in: body, body.indices).isEmpty }
            case .forward, .forwardResponseItem, .local, .probe: false
            }
        return isNamed && !address.offsets(in: body, body.indices).isEmpty
    }

    /// Whether `"url"` stands there as a value: tools of agents have members of this name.
    private static func hasKind(_ body: [UInt8]) -> Bool {
        kind.offsets(in: body, body.indices).contains { offset in
            let next = body[(offset + 5)...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            return next == UInt8(ascii: ",") || next == UInt8(ascii: "}")
        }
    }
}
