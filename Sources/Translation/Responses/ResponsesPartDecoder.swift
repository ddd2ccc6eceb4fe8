/// Reads the content parts of Responses requests.
enum ResponsesPartDecoder {
    static func parts(_ content: JSONReader?, notes: inout TranslationNotes) throws(TranslationError) -> [Part] {
        guard let content else { return [] }
        if let text = content.string { return [Part(.text(text), path: content.path)] }
        var parts: [Part] = []
        for element in try content.requireElements() { parts.append(try part(element, notes: &notes)) }
        return parts
    }

    private static func part(_ reader: JSONReader, notes: inout TranslationNotes) throws(TranslationError) -> Part {
        var object = try reader.requireObject()
        let type = try object.require("type")
        let kind: Part.Kind
        switch try type.requireString() {
        case "input_text", "output_text", "text":
            kind = .text(try object.require("text").requireString())
            if let annotations = object.take("annotations"), annotations.elements?.isEmpty == false {
                notes.drop(annotations.path, "the citations of earlier answers are not sent back")
            }
            _ = object.take("logprobs")
        case "refusal": kind = .refusal(try object.require("refusal").requireString())
        case "input_image":
            let detail = try object.take("detail")?.requireString()
            if let url = object.take("image_url") {
                kind = .image(Image(source: try mediaSource(url), detail: detail))
            } else {
                kind = .image(Image(source: .uploaded(try object.require("file_id").requireString()), detail: detail))
            }
        case "input_file":
            let name = try object.take("filename")?.requireString()
            let source: MediaSource
            if let data = object.take("file_data") {
                source = try mediaSource(data)
            } else if let url = object.take("file_url") {
                source = .url(try url.requireString())
            } else {
                source = .uploaded(try object.require("file_id").requireString())
            }
            kind = .file(File(source: .media(source), name: name))
        case "input_audio":
            var audio = try object.require("input_audio").requireObject()
            let format = try audio.require("format").requireString()
            kind = .audio(Audio(format: format, data: try audio.require("data").requireString()))
        case let other: throw .unknownValue(type.path, other)
        }
        notes.dropRest(of: object)
        return Part(kind, path: reader.path)
    }

    private static func mediaSource(_ reader: JSONReader) throws(TranslationError) -> MediaSource {
        guard let source = MediaSource(uri: try reader.requireString()) else {
            throw .vendorsOwn(reader.path, .dataURI)
        }
        return source
    }
}
