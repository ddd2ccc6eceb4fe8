/// Whether a request can name images by their addresses: a look that costs little.
enum RemoteImages {
    private static let field = ByteSearch("\"image_url\"")
    private static let address = ByteSearch("\"http")

    static func areNamed(in body: [UInt8], of endpoint: Endpoint) -> Bool {
        guard endpoint == .chatCompletions || endpoint == .responses else { return false }
        return !field.offsets(in: body, body.indices).isEmpty && !address.offsets(in: body, body.indices).isEmpty
    }
}
