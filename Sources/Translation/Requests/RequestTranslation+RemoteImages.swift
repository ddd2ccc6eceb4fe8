extension RequestTranslation {
    /// The URLs of all images, each one once, in their order.
    package var remoteImages: [String] {
        var seen: Set<String> = []
        return conversation.turns.flatMap { Self.urls(in: $0.parts) }.filter { seen.insert($0).inserted }
    }

    /// Puts downloaded images in the place of their URLs.
    ///
    /// - Parameter images: media type and base64 by URL; an image whose URL is not among them stays.
    package mutating func replaceImages(_ images: [String: (mediaType: String, data: String)]) {
        for index in conversation.turns.indices {
            Self.replace(in: &conversation.turns[index].parts, images)
        }
    }

    private static func urls(in parts: [Part]) -> [String] {
        parts.flatMap { part -> [String] in
            switch part.kind {
            case .image(let image):
                if case .url(let url) = image.source { [url] } else { [] }
            case .result(let result): urls(in: result.parts)
            default: []
            }
        }
    }

    private static func replace(in parts: inout [Part], _ images: [String: (mediaType: String, data: String)]) {
        for index in parts.indices {
            switch parts[index].kind {
            case .image(var image):
                guard case .url(let url) = image.source, let found = images[url] else { continue }
                image.source = .inline(mediaType: found.mediaType, data: found.data)
                parts[index].kind = .image(image)
            case .result(var result):
                replace(in: &result.parts, images)
                parts[index].kind = .result(result)
            default: continue
            }
        }
    }
}
