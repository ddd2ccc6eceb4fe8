import LosslessJSON
import NIOCore
import NIOHTTP1

/// Watches the reply to a request whose answer is kept: takes what the reply's machine wants done, gives what to do, and holds the answer
/// when it is whole. The answer is told with what the upstream cannot know: that it is kept, and what it goes on from.
struct ResponseRecorder {
    private enum Form {
        case document(ReplyHead, ByteBuffer)
        case events(EventSplitter)
        case other
    }

    private let previousID: String?
    /// Bytes; what is longer passes as it is, and is not kept.
    private let sizeLimit: Int
    private var form = Form.other
    /// The response object; nil before it is whole.
    private(set) var answer: [UInt8]?

    init(previousID: String?, sizeLimit: Int) {
        self.previousID = previousID
        self.sizeLimit = sizeLimit
    }

    mutating func receive(_ actions: [ReplyAction]) -> [ReplyAction] {
        var passed: [ReplyAction] = []
        for action in actions {
            switch action {
            case .head(let head): begin(head, &passed)
            case .body(let bytes): take(bytes, &passed)
            case .end:
                finish(&passed)
                passed.append(.end)
            case .cut, .abandonUpstream: passed.append(action)
            }
        }
        return passed
    }

    private mutating func begin(_ head: ReplyHead, _ actions: inout [ReplyAction]) {
        let type = head.headers.first(name: "content-type")?.lowercased() ?? ""
        if head.status == .ok, type.hasPrefix("application/json"), head.length.map({ $0 <= sizeLimit }) ?? false {
            form = .document(head, ByteBuffer())
            return
        }
        if head.status == .ok, type.hasPrefix("text/event-stream") { form = .events(EventSplitter(maximumEventBytes: sizeLimit)) }
        actions.append(.head(head))
    }

    private mutating func take(_ bytes: ByteBuffer, _ actions: inout [ReplyAction]) {
        // Moved out and back, so that what it holds is changed in place and not copied.
        var current = Form.other
        swap(&current, &form)
        switch consume current {
        case .document(let head, var body):
            body.writeImmutableBuffer(bytes)
            form = .document(head, body)
        case .events(var splitter):
            splitter.receive(bytes)
            var told = ByteBuffer()
            while let event = splitter.next() { told.writeImmutableBuffer(look(at: event)) }
            _ = splitter.takeAll()
            form = .events(splitter)
            if told.readableBytes > 0 { actions.append(.body(told)) }
        case .other: actions.append(.body(bytes))
        }
    }

    private mutating func finish(_ actions: inout [ReplyAction]) {
        switch form {
        case .document(let head, let body):
            let bytes = told(Array(body.readableBytesView)) ?? body
            actions.append(.head(ReplyHead(status: head.status, headers: head.headers, length: bytes.readableBytes)))
            actions.append(.body(bytes))
        case .events(var splitter):
            if let last = splitter.finish() { actions.append(.body(look(at: last))) }
        case .other: break
        }
        form = .other
    }

    /// Keeps a whole answer, and says of it what the upstream cannot know.
    private mutating func told(_ body: [UInt8]) -> ByteBuffer? {
        // What is no response object passes as it is.
        guard let document = try? JSONDocument(body), document.root.kind == .object else { return nil }
        let bytes = EditedText(body, applying: edits(of: document.root, in: document)).bytes
        if isKept(document.root, in: document) { answer = bytes }
        return ByteBuffer(bytes: bytes)
    }

    private mutating func look(at event: ServerSentEvent) -> ByteBuffer {
        guard event.isExamined, Self.names.contains(event.name), let document = try? JSONDocument(event.data),
            let response = document.value("response", of: document.root), response.kind == .object
        else { return event.bytes }
        let edited = EditedText(document.bytes, applying: edits(of: response, in: document)).bytes
        if isKept(response, in: document), let whole = try? JSONDocument(edited), let object = whole.value("response", of: whole.root) {
            answer = Array(whole.text(of: object))
        }
        return event.replacingData(with: edited)
    }

    /// The events that hold the whole object.
    private static let names: Set<String> = [
        "response.created", "response.in_progress", "response.completed", "response.incomplete", "response.failed",
    ]

    private func isKept(_ response: JSONNode, in document: JSONDocument) -> Bool {
        ["completed", "incomplete"].contains(document.string("status", of: response))
    }

    private func edits(of response: JSONNode, in document: JSONDocument) -> [TextEdit] {
        var object = ObjectEdit(response, in: document)
        object.set("store", to: Array("true".utf8))
        if let previousID { object.set("previous_response_id", to: JSONValue.string(previousID).serialized) }
        return object.textEdits
    }
}

/// The keeping of one answer, from its request to its end.
struct ResponseRecording {
    private let store: ResponseStore
    private let request: [UInt8]
    private var recorder: ResponseRecorder

    /// - Parameters:
    ///   - request: the body that was asked, with the whole conversation.
    ///   - sizeLimit: of the answer, in bytes.
    init(_ store: ResponseStore, request: [UInt8], previousID: String?, sizeLimit: Int) {
        self.store = store
        self.request = request
        recorder = ResponseRecorder(previousID: previousID, sizeLimit: sizeLimit)
    }

    /// Takes what the reply's machine wants done, and gives what to do. The answer is found before the client has seen its end.
    mutating func receive(_ actions: [ReplyAction]) -> [ReplyAction] {
        let had = recorder.answer != nil
        let passed = recorder.receive(actions)
        if !had, let answer = recorder.answer { store.keep(answer, to: request) }
        return passed
    }
}
