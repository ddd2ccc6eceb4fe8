import LosslessJSON
import NIOCore
import NIOHTTP1

/// Makes one reply out of the replies to the batches that a long embedding request was cut into, as Argo takes 16 strings a call.
///
/// Each batch has a `ReplyMachine` of its own, whose actions come here instead of going to the client.
struct EmbeddingJoiner {
    private let context: ReplyContext
    private let batchCount: Int
    private var finishedBatches = 0
    private var head: ReplyHead?
    private var body = ByteBuffer()
    private var first: JSONDocument?
    private var elements: [UInt8] = []
    private var elementCount = 0
    /// The sums of the figures, by their names.
    private var usage: [String: Int] = [:]

    private(set) var isFinished = false

    /// - Parameter batchCount: how many batches follow, at least 1.
    init(_ context: ReplyContext, batchCount: Int) {
        self.context = context
        self.batchCount = batchCount
    }

    /// Takes the actions of the current batch's machine.
    ///
    /// - Returns: what to do towards the client: nothing before the last batch is complete, or the first failed one.
    ///   `abandonUpstream` is for the batch's own connection and is handed through at once.
    mutating func receive(_ actions: [ReplyAction]) -> [ReplyAction] {
        var passed: [ReplyAction] = []
        for action in actions {
            switch action {
            case .abandonUpstream: passed.append(action)
            case .head(let newHead): head = newHead
            case .body(var bytes): body.writeBuffer(&bytes)
            case .end: finishBatch(&passed)
            case .cut: fail("the connection to Argo \(UpstreamFailure.closed.breakWords); try again.", &passed)
            }
            if body.readableBytes + elements.count > context.limits.documentBytes {
                fail("the answer is longer than \(context.limits.documentBytes) bytes; send fewer inputs in one request.", &passed)
            }
        }
        return passed
    }

    private mutating func finishBatch(_ actions: inout [ReplyAction]) {
        guard !isFinished, let head else { return }
        let bytes = Array(body.readableBytesView)
        // An error of any batch is the error of the request.
        guard head.status.code < 300 else { return pass(head, bytes, &actions) }
        // What is no list of embeddings cannot be joined.
        guard let document = try? JSONDocument(bytes), let data = document.value("data", of: document.root), data.kind == .array else {
            return fail("Argo's answer to a part of the request has no embeddings.", &actions)
        }
        add(data, in: document)
        if first == nil { first = document }
        finishedBatches += 1
        body.clear()
        if finishedBatches >= batchCount { passJoined(head, &actions) }
    }

    private mutating func passJoined(_ head: ReplyHead, _ actions: inout [ReplyAction]) {
        let bytes = joined()
        guard case .embeddings(let isBatch) = context.answer?.kind else { return pass(head, bytes, &actions) }
        // It was put together of documents.
        guard let document = try? JSONDocument(bytes), let answer = GoogleEmbedding.answer(document, isBatch: isBatch) else {
            return fail("Argo's answer does not contain the requested embeddings.", &actions)
        }
        pass(head, answer, &actions)
    }

    private mutating func pass(_ head: ReplyHead, _ bytes: [UInt8], _ actions: inout [ReplyAction]) {
        guard !isFinished else { return }
        isFinished = true
        let whole = ReplyHead(status: head.status, headers: head.headers, length: bytes.count)
        actions += [.head(whole), .body(ByteBuffer(bytes: bytes)), .end]
    }

    private mutating func fail(_ sentence: String, _ actions: inout [ReplyAction]) {
        guard !isFinished else { return }
        var output = ReplyOutput(now: .uptimeNanoseconds(0))
        FailureReply(context: context).sendUnusable("argo-shim: \(sentence)", to: &output)
        isFinished = true
        actions += output.takeActions()
    }

    // MARK: Joining

    private mutating func add(_ data: JSONNode, in document: JSONDocument) {
        let batch = document.elements(of: data)
        for (position, element) in batch.enumerated() {
            let own = document.value("index", of: element).flatMap { document.integer($0) } ?? position
            let isInBatch = batch.indices.contains(own)
            var edit = ObjectEdit(element, in: document)
            edit.set("index", to: Array(String(elementCount + (isInBatch ? own : position)).utf8))
            if !elements.isEmpty { elements.append(UInt8(ascii: ",")) }
            elements += element.kind == .object ? edit.bytes : Array(document.text(of: element))
        }
        elementCount += batch.count
        guard let figures = document.value("usage", of: document.root) else { return }
        for member in document.members(of: figures) {
            let (sum, overflows) = usage[document.name(of: member), default: 0].addingReportingOverflow(document.integer(member.value) ?? 0)
            usage[document.name(of: member)] = overflows ? .max : sum
        }
    }

    private func joined() -> [UInt8] {
        guard let first, let data = first.value("data", of: first.root) else { return [] }
        var edits = [TextEdit(data.range, [UInt8(ascii: "[")] + elements + [UInt8(ascii: "]")])]
        if let figures = first.value("usage", of: first.root), figures.kind == .object {
            for member in first.members(of: figures) {
                guard let sum = usage[first.name(of: member)] else { continue }
                if first.integer(member.value) != nil || member.value.kind == .null {
                    edits.append(TextEdit(member.value.range, Array(String(sum).utf8)))
                }
            }
        }
        return EditedText(first.bytes, applying: edits).bytes
    }
}
