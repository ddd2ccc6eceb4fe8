package import LosslessJSON

/// A request that has been read in its client's dialect and can be written in any other.
///
/// Between the two the caller may download what the upstream cannot: `remoteImages`, `replaceImages`.
package struct RequestTranslation: Sendable {
    /// The dialect that the request is in.
    package let source: Dialect
    /// The model that the client asked for; nil where the dialect has it in the URL, from where the caller puts it in.
    package var model: String? {
        get { conversation.model }
        set { conversation.model = newValue }
    }
    /// Whether the client asked for a stream; Google's clients say it in the URL, from where the caller puts it in.
    package var isStreaming: Bool {
        get { conversation.isStreaming }
        set { conversation.isStreaming = newValue }
    }
    /// Whom the client asks for (`user`, `metadata.user_id`); the caller may know better who its upstream takes it for.
    package var user: String? {
        get { conversation.user }
        set { conversation.user = newValue }
    }
    var conversation: Conversation
    private let notes: TranslationNotes
    private let limits: TranslationLimits

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - body: its body; bytes that are no JSON are an error, too.
    ///   - source: the dialect that it is in.
    ///   - limits: what bounds the work.
    /// - Throws: `TranslationError` for a body that is no request of its dialect, or that says what no other dialect can.
    package init(_ body: JSONDocument, from source: Dialect, limits: TranslationLimits = .init()) throws(TranslationError) {
        try self.init(JSONReader(body), from: source, limits: limits)
    }

    package init(_ body: [UInt8], from source: Dialect, limits: TranslationLimits = .init()) throws(TranslationError) {
        try self.init(JSONReader(body), from: source, limits: limits)
    }

    private init(_ reader: JSONReader, from source: Dialect, limits: TranslationLimits) throws(TranslationError) {
        var decoder: any RequestDecoder =
            switch source {
            case .chat: ChatRequestDecoder()
            case .messages: MessagesRequestDecoder()
            case .responses: ResponsesRequestDecoder()
            case .google: GoogleRequestDecoder(limits: limits)
            }
        conversation = try decoder.decode(reader)
        self.source = source
        notes = decoder.notes
        self.limits = limits
    }

    /// Writes the request for a model.
    ///
    /// - Parameters:
    ///   - target: the upstream's dialect.
    ///   - traits: what is known about the model.
    /// - Throws: `TranslationError` for what would change the request's meaning if it were left out.
    package func encoded(for target: Dialect, traits: ModelTraits) throws(TranslationError) -> TranslatedRequest {
        var preparation = RequestPreparation(target: target, traits: traits, notes: notes)
        let prepared = try preparation.prepare(conversation)
        let naming = try ToolNaming(prepared, target: target)
        var context = AnswerContext(
            model: conversation.model ?? traits.model, isStreaming: conversation.isStreaming, showsUsage: conversation.showsUsage
        )
        context.namespacedTools = prepared.namespacedTools
        if !(traits.takesFreeformTools && (target == .chat || target == .responses)) {
            context.freeformTools = Set(prepared.tools.filter(\.isFreeform).map(\.name))
        }
        let writing = RequestWriting(
            conversation: prepared, traits: traits, naming: naming, notes: preparation.notes, limits: limits, context: context
        )
        var encoder: any RequestEncoder =
            switch target {
            case .chat: ChatRequestEncoder(writing: writing)
            case .messages: MessagesRequestEncoder(writing: writing)
            case .responses: ResponsesRequestEncoder(writing: writing)
            case .google: GoogleRequestEncoder(writing: writing)
            }
        let body = try encoder.encode()
        let written = encoder.writing
        context = written.context
        context.toolNames = written.naming.clientNames
        return TranslatedRequest(document: JSONDocument(body), notes: written.notes.all, reply: context)
    }
}

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

/// A request in the upstream's dialect. Google's model and streaming stand in its URL, which the caller makes.
package struct TranslatedRequest: Sendable {
    /// The request.
    package let document: JSONDocument
    /// What was left out or changed.
    package let notes: [TranslationNote]
    /// What the translation of the answer needs.
    package let reply: AnswerContext

    /// JSON in UTF-8.
    package var body: [UInt8] { document.bytes }
}
