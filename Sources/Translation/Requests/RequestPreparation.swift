/// Makes a conversation one that the target can say: pairs calls with results, and keeps to what the model takes.
struct RequestPreparation {
    let target: Dialect
    let traits: ModelTraits
    var notes: TranslationNotes

    mutating func prepare(_ conversation: Conversation) throws(TranslationError) -> Conversation {
        var prepared = conversation
        prepared.turns = try ToolPairing().paired(prepared.turns)
        for index in prepared.turns.indices {
            prepared.turns[index].parts = try parts(prepared.turns[index].parts)
        }
        prepared.turns.removeAll { $0.parts.isEmpty }
        try prepareTools(&prepared)
        prepareOutput(&prepared)
        prepareReasoning(&prepared)
        prepareSampling(&prepared)
        return prepared
    }

    // MARK: Parts

    private mutating func parts(_ parts: [Part]) throws(TranslationError) -> [Part] {
        var kept: [Part] = []
        for part in parts where try isCarried(part) {
            var part = part
            if target != .messages {
                notes.dropMark(part.cache, at: part.path)
                part.cache = nil
            }
            if case .result(var result) = part.kind {
                result.parts = try self.parts(result.parts)
                part.kind = .result(result)
            }
            kept.append(part)
        }
        return kept
    }

    private mutating func isCarried(_ part: Part) throws(TranslationError) -> Bool {
        switch part.kind {
        case .text, .refusal, .call, .result: return true
        case .image(let image):
            guard traits.takesImages else { throw .modelLacks(part.path, .images, model: traits.model) }
            try check(image.source, at: part.path)
            if case .uploaded = image.source { throw .cannotCarry(part.path, .uploadedFile, to: target) }
            if case .url = image.source, !traits.fetchesURLs || target == .google {
                throw .cannotCarry(part.path, .imageByURL, to: target)
            }
            return true
        case .file(let file):
            return try isCarried(file, at: part.path)
        case .audio:
            guard target == .chat || target == .google else { throw .cannotCarry(part.path, .audio, to: target) }
            guard traits.takesAudio else { throw .modelLacks(part.path, .audio, model: traits.model) }
            return true
        case .reasoning(let reasoning):
            return isCarried(reasoning, at: part.path)
        }
    }

    /// A comma would end the head of a data URI, in which other dialects have the type (RFC 2397).
    private func check(_ source: MediaSource, at path: JSONPath) throws(TranslationError) {
        if case .inline(let mediaType, _) = source, mediaType.utf8.contains(UInt8(ascii: ",")) { throw .unknownValue(path, mediaType) }
    }

    private func isCarried(_ file: File, at path: JSONPath) throws(TranslationError) -> Bool {
        guard case .media(let source) = file.source else { return true }
        guard traits.takesFiles else { throw .modelLacks(path, .files, model: traits.model) }
        try check(source, at: path)
        switch source {
        case .uploaded: throw .cannotCarry(path, .uploadedFile, to: target)
        case .url:
            // Chat has no URLs of files; Google's `fileUri` is taken for what its own services can reach.
            if target == .chat || !traits.fetchesURLs { throw .cannotCarry(path, .fileByURL, to: target) }
        case .inline(let mediaType, _):
            if target == .messages, mediaType != "application/pdf", mediaType != "text/plain" {
                throw .cannotCarry(path, .file, to: target)
            }
        }
        return true
    }

    /// A thought goes back only to the dialect that it came from: another vendor's signature is refused, and so is a missing one.
    private mutating func isCarried(_ reasoning: ReasoningText, at path: JSONPath) -> Bool {
        let isOwn = reasoning.signature?.dialect == target
        if target == .chat {
            if isOwn || reasoning.signature == nil, traits.takesReasoningHistory, !reasoning.text.isEmpty { return true }
            notes.drop(path, "the model does not accept its earlier reasoning")
            return false
        }
        if !isOwn { notes.drop(path, "the reasoning is not signed by a model that speaks \(target.displayName)") }
        return isOwn
    }

    // MARK: Tools

    private mutating func prepareTools(_ conversation: inout Conversation) throws(TranslationError) {
        if !traits.takesTools, let tool = conversation.tools.first { throw .modelLacks(tool.path, .tools, model: traits.model) }
        let names = Set(conversation.tools.map(\.name))
        guard let choice = conversation.toolChoice else { return }
        switch choice.mode {
        case .tool(let name):
            guard names.contains(name) else { throw .unknownTool(choice.path, name: name) }
        case .among(let allowed, let isRequired):
            if let missing = allowed.first(where: { !names.contains($0) }) { throw .unknownTool(choice.path, name: missing) }
            if target == .messages || target == .google && !isRequired {
                let kept = Set(allowed)
                conversation.tools.removeAll { !kept.contains($0.name) }
                conversation.toolChoice?.mode = isRequired ? .required : .auto
                notes.change(choice.path, "the other tools were left out of the request")
            }
        case .required:
            guard !names.isEmpty else { throw .unknownTool(choice.path, name: "any") }
        case .auto, .none:
            // A choice among no tools is refused by some, and says nothing.
            if names.isEmpty { conversation.toolChoice = nil }
        }
        for index in conversation.tools.indices where target != .messages {
            notes.dropMark(conversation.tools[index].cache, at: conversation.tools[index].path)
            conversation.tools[index].cache = nil
        }
    }

    // MARK: Length

    private mutating func prepareOutput(_ conversation: inout Conversation) {
        guard let wanted = conversation.sampling.maximumOutput, let most = traits.maximumOutput, wanted > most else { return }
        conversation.sampling.maximumOutput = most
        notes.change(conversation.sampling.path(of: .maximumOutput), "the model answers with at most \(most) tokens")
    }
}

/// Puts each tool result right behind the turn that holds its call, and finds calls and results that have no partner.
struct ToolPairing {
    func paired(_ turns: [Turn]) throws(TranslationError) -> [Turn] {
        var results = try resultsByCall(turns)
        guard !results.isEmpty || turns.contains(where: { !$0.calls.isEmpty }) else { return turns }
        var paired: [Turn] = []
        var awaited: [Part] = []
        for turn in turns {
            var rest = turn
            rest.parts.removeAll(where: \.isResult)
            if !awaited.isEmpty {
                // All results of one turn stand together, and first in what the user says next.
                if rest.role == .user, rest.parts.count < turn.parts.count {
                    rest.parts = awaited + rest.parts
                } else {
                    paired.append(Turn(.user, awaited, path: awaited[0].path))
                }
                awaited = []
            }
            for part in turn.parts {
                guard case .call(let call) = part.kind else { continue }
                guard let result = results[call.id]?.popLast() else { throw .callWithoutResult(part.path, id: call.id) }
                awaited.append(Self.named(result, for: call))
            }
            if !rest.parts.isEmpty { paired.append(rest) }
        }
        if !awaited.isEmpty { paired.append(Turn(.user, awaited, path: awaited[0].path)) }
        return paired
    }

    /// The results in their order by the id of their call; some models give the same id to one call after another.
    ///
    /// - Throws: `TranslationError` for a result that has no call before it.
    private func resultsByCall(_ turns: [Turn]) throws(TranslationError) -> [String: [Part]] {
        var open: [String: Int] = [:]
        var results: [String: [Part]] = [:]
        for part in turns.lazy.flatMap(\.parts) {
            switch part.kind {
            case .call(let call):
                open[call.id, default: 0] += 1
            case .result(let result):
                guard let count = open[result.callID], count > 0 else { throw .resultWithoutCall(part.path, id: result.callID) }
                open[result.callID] = count - 1
                results[result.callID, default: []].append(part)
            default: break
            }
        }
        for (id, parts) in results { results[id] = parts.reversed() }
        return results
    }

    private static func named(_ part: Part, for call: ToolCall) -> Part {
        guard case .result(var result) = part.kind else { return part }
        result.name = call.name
        result.isFreeform = call.isFreeform
        var part = part
        part.kind = .result(result)
        return part
    }
}
