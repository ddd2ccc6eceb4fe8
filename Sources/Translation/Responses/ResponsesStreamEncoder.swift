internal import LosslessJSON

/// Writes a stream of OpenAI Responses: items one after the other, each with its `done` events before the next begins.
///
/// The dialect repeats every text in its `done` events and the whole answer in the last one, so that the answer is held.
struct ResponsesStreamEncoder: StreamEncoder {
    private enum Open: Sendable {
        case text, refusal, reasoning
    }

    private let identity: AnswerIdentity
    private var identifiers: IdentifierGenerator
    private var sequence = 0
    private var isStarted = false
    private var usage = Usage()
    private var output: [JSONValue] = []
    /// What has a text that grows.
    private var open: Open?
    private var text = ""
    private var annotations: [JSONValue] = []
    private var openCall: ToolCall?
    private var itemID = ""
    /// The finished parts of the open message.
    private var content: [JSONValue] = []
    private var isMessageOpen = false

    init(_ identity: AnswerIdentity) {
        self.identity = identity
        identifiers = IdentifierGenerator(seed: identity.seed)
    }

    mutating func encode(_ event: AnswerEvent, into events: inout [StreamEvent]) {
        switch event {
        case .started: start(into: &events)
        case .text(let piece): add(text: piece, into: &events)
        case .refusal(let piece): add(refusal: piece, into: &events)
        case .citation(let citation): add(citation, into: &events)
        case .reasoning(let piece): add(reasoning: piece, into: &events)
        case .reasoningEnded(let signature): endReasoning(signature, into: &events)
        case .hiddenReasoning(let signature): addHidden(signature, into: &events)
        case .callStarted(_, let call): start(call, into: &events)
        case .callArguments(_, let piece): add(arguments: piece, into: &events)
        case .callEnded: endCall(into: &events)
        case .leftOut: break
        case .usage(let usage): self.usage = usage
        case .finished(let finish): end(finish, into: &events)
        case .failed(let fault): fail(fault, into: &events)
        }
    }

    // MARK: Beginning and end

    private mutating func start(into events: inout [StreamEvent]) {
        isStarted = true
        let response = ResponsesItems.response(identity, status: "in_progress", output: [])
        emit("response.created", [.init("response", response)], into: &events)
        emit("response.in_progress", [.init("response", response)], into: &events)
    }

    private mutating func end(_ finish: Finish, into events: inout [StreamEvent]) {
        let reason = finish.incompleteReason
        let status = reason == nil ? "completed" : "incomplete"
        close(status: status, into: &events)
        let response = ResponsesItems.response(identity, status: status, output: output, usage: usage, incompleteReason: reason)
        emit("response." + status, [.init("response", response)], into: &events)
    }

    private mutating func fail(_ fault: APIFault, into events: inout [StreamEvent]) {
        if !isStarted { start(into: &events) }
        let response = ResponsesItems.response(identity, status: "failed", output: output, usage: usage, fault: fault)
        emit("response.failed", [.init("response", response)], into: &events)
    }

    // MARK: Messages

    private mutating func add(text piece: String, into events: inout [StreamEvent]) {
        if open != .text { openPart(.text, ResponsesItems.textPart(""), into: &events) }
        text += piece
        emit("response.output_text.delta", place + [.init("delta", .string(piece)), .init("logprobs", [])], into: &events)
    }

    private mutating func add(refusal piece: String, into events: inout [StreamEvent]) {
        if open != .refusal { openPart(.refusal, ResponsesItems.refusalPart(""), into: &events) }
        text += piece
        emit("response.refusal.delta", place + [.init("delta", .string(piece))], into: &events)
    }

    private mutating func add(_ citation: Citation, into events: inout [StreamEvent]) {
        guard open == .text else { return }
        let annotation = citation.responsesAnnotation
        let members: [JSONValue.Member] = [.init("annotation_index", .integer(annotations.count)), .init("annotation", annotation)]
        annotations.append(annotation)
        emit("response.output_text.annotation.added", place + members, into: &events)
    }

    private mutating func openPart(_ kind: Open, _ part: JSONValue, into events: inout [StreamEvent]) {
        closePart(into: &events)
        if !isMessageOpen {
            close(status: "completed", into: &events)
            itemID = identifiers.next("msg_")
            isMessageOpen = true
            emitItem("added", ResponsesItems.message(id: itemID, status: "in_progress", content: []), into: &events)
        }
        emit("response.content_part.added", place + [.init("part", part)], into: &events)
        open = kind
    }

    private mutating func closePart(into events: inout [StreamEvent]) {
        let part: JSONValue
        switch open {
        case .text:
            part = ResponsesItems.textPart(text, annotations: annotations)
            emit("response.output_text.done", place + [.init("text", .string(text)), .init("logprobs", [])], into: &events)
        case .refusal:
            part = ResponsesItems.refusalPart(text)
            emit("response.refusal.done", place + [.init("refusal", .string(text))], into: &events)
        case .reasoning, nil: return
        }
        emit("response.content_part.done", place + [.init("part", part)], into: &events)
        content.append(part)
        open = nil
        text = ""
        annotations = []
    }

    /// Closes whatever item is open.
    private mutating func close(status: String, into events: inout [StreamEvent]) {
        closePart(into: &events)
        if isMessageOpen {
            isMessageOpen = false
            endItem(ResponsesItems.message(id: itemID, status: status, content: content), into: &events)
            content = []
        }
        endReasoning(nil, into: &events)
        endCall(into: &events)
    }

    // MARK: Reasoning

    private mutating func add(reasoning piece: String, into events: inout [StreamEvent]) {
        if open != .reasoning {
            close(status: "completed", into: &events)
            itemID = identifiers.next("rs_")
            emitItem("added", ResponsesItems.reasoning(id: itemID, text: "", signature: nil), into: &events)
            emit("response.reasoning_summary_part.added", summaryPlace + [.init("part", ResponsesItems.summaryPart(""))], into: &events)
            open = .reasoning
        }
        text += piece
        emit("response.reasoning_summary_text.delta", summaryPlace + [.init("delta", .string(piece))], into: &events)
    }

    private mutating func endReasoning(_ signature: Signature?, into events: inout [StreamEvent]) {
        guard open == .reasoning else { return }
        open = nil
        defer { text = "" }
        emit("response.reasoning_summary_text.done", summaryPlace + [.init("text", .string(text))], into: &events)
        emit("response.reasoning_summary_part.done", summaryPlace + [.init("part", ResponsesItems.summaryPart(text))], into: &events)
        endItem(ResponsesItems.reasoning(id: itemID, text: text, signature: signature), into: &events)
    }

    private mutating func addHidden(_ signature: Signature, into events: inout [StreamEvent]) {
        close(status: "completed", into: &events)
        itemID = identifiers.next("rs_")
        emitItem("added", ResponsesItems.reasoning(id: itemID, text: "", signature: nil), into: &events)
        endItem(ResponsesItems.reasoning(id: itemID, text: "", signature: signature), into: &events)
    }

    // MARK: Calls

    private mutating func start(_ call: ToolCall, into events: inout [StreamEvent]) {
        if let signature = call.signature { addHidden(signature, into: &events) }
        close(status: "completed", into: &events)
        itemID = identifiers.next(call.isFreeform ? "ctc_" : "fc_")
        emitItem("added", ResponsesItems.call(id: itemID, status: "in_progress", call, identity.context), into: &events)
        openCall = call
    }

    private mutating func add(arguments piece: String, into events: inout [StreamEvent]) {
        guard let isFreeform = openCall?.isFreeform else { return }
        openCall?.arguments += piece
        let type = isFreeform ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta"
        emit(type, itemPlace + [.init("delta", .string(piece))], into: &events)
    }

    private mutating func endCall(into events: inout [StreamEvent]) {
        guard let call = openCall else { return }
        openCall = nil
        if call.isFreeform {
            emit("response.custom_tool_call_input.done", itemPlace + [.init("input", .string(call.arguments))], into: &events)
        } else {
            let name = identity.context.namespacedTools[call.name]?.name ?? call.name
            let members: [JSONValue.Member] = [.init("name", .string(name)), .init("arguments", .string(call.arguments))]
            emit("response.function_call_arguments.done", itemPlace + members, into: &events)
        }
        endItem(ResponsesItems.call(id: itemID, status: "completed", call, identity.context), into: &events)
    }

    // MARK: Events

    private var itemPlace: [JSONValue.Member] {
        [.init("item_id", .string(itemID)), .init("output_index", .integer(output.count))]
    }

    private var place: [JSONValue.Member] { itemPlace + [.init("content_index", .integer(content.count))] }
    private var summaryPlace: [JSONValue.Member] { itemPlace + [.init("summary_index", 0)] }

    private mutating func emitItem(_ what: String, _ item: JSONValue, into events: inout [StreamEvent]) {
        emit("response.output_item." + what, [.init("output_index", .integer(output.count)), .init("item", item)], into: &events)
    }

    private mutating func endItem(_ item: JSONValue, into events: inout [StreamEvent]) {
        emitItem("done", item, into: &events)
        output.append(item)
    }

    private mutating func emit(_ type: String, _ members: [JSONValue.Member], into events: inout [StreamEvent]) {
        let head: [JSONValue.Member] = [.init("type", .string(type)), .init("sequence_number", .integer(sequence))]
        sequence += 1
        events.append(StreamEvent(name: type, data: JSONValue.object(head + members).serialized))
    }
}
