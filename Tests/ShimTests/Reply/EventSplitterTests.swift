import NIOCore
import Testing

@testable import Shim

@Suite struct EventSplitterTests {
    private struct Seen: Equatable {
        let name: String
        let data: String
    }

    /// Feeds pieces and checks on the way that nothing is lost: what is taken, joined, is what came in.
    private func split(_ pieces: [[UInt8]], limit: Int = 1 << 20) -> (events: [Seen], taken: [UInt8], last: Seen?) {
        var splitter = EventSplitter(maximumEventBytes: limit)
        var events: [Seen] = []
        var taken: [UInt8] = []
        for piece in pieces {
            splitter.receive(ByteBuffer(bytes: piece))
            while let event = splitter.next() {
                if event.isExamined, event.hasData {
                    events.append(Seen(name: event.name, data: String(decoding: event.data, as: UTF8.self)))
                }
            }
            if let buffer = splitter.takeAll() { taken += Array(buffer.readableBytesView) }
        }
        let last = splitter.finish().map { Seen(name: $0.name, data: String(decoding: $0.data, as: UTF8.self)) }
        if let buffer = splitter.takeAll() { taken += Array(buffer.readableBytesView) }
        return (events, taken, last)
    }

    static let texts: [(text: String, names: [String], data: [String])] = [
        ("data: a\n\ndata: b\n\n", ["", ""], ["a", "b"]),
        ("event: x\r\ndata: a\r\n\r\nevent: y\r\ndata: b\r\n\r\n", ["x", "y"], ["a", "b"]),
        ("event: x\rdata: a\r\rdata: b\r\r", ["x", ""], ["a", "b"]),
        ("data: a\r\n\ndata: b\n\r\n", ["", ""], ["a", "b"]),
        ("\u{FEFF}event: x\ndata:a\n\n", ["x"], ["a"]),
        ("\u{FEFF}\ndata: a\n\n", [""], ["a"]),
        (": hello\n\n\n\nid: 7\nretry: 5\ndata: a\n\n", [""], ["a"]),
        ("data: one\ndata: two\ndata\n\n", [""], ["one\ntwo\n"]),
        ("data:  two blanks\n\n", [""], [" two blanks"]),
        ("dat: no\ndatas: no\nevents: no\nda\ndata: ü✓\n\n", [""], ["ü✓"]),
        ("event: x\nevent: y\ndata: a\n\n", ["y"], ["a"]),
    ]

    @Test(arguments: texts)
    func `events are found however lines end and bytes are cut`(_ sample: (text: String, names: [String], data: [String])) {
        for pieces in ReplyTranscript.cuts(of: sample.text) {
            let result = split(pieces)
            #expect(result.events.map(\.name) == sample.names)
            #expect(result.events.map(\.data) == sample.data)
            #expect(result.taken == Array(sample.text.utf8))
            #expect(result.last?.data ?? "" == "")
        }
    }

    @Test func `a chunk of whole events leaves as one buffer`() {
        var splitter = EventSplitter(maximumEventBytes: 100)
        splitter.receive(ByteBuffer(string: "data: a\n\ndata: b\n\ndata: c"))
        while splitter.next() != nil {}
        let taken = splitter.takeAll()
        #expect(taken.map { String(buffer: $0) } == "data: a\n\ndata: b\n\n")
        #expect(splitter.incompleteCount == 7)
    }

    @Test func `what stands before the current event can be taken alone`() {
        var splitter = EventSplitter(maximumEventBytes: 100)
        splitter.receive(ByteBuffer(string: "data: a\n\ndata: b\n\n"))
        let events = [splitter.next(), splitter.next(), splitter.next()]
        #expect(events.map { $0?.isData("b") } == [false, true, nil])
        let taken = [splitter.takeBeforeCurrent(), splitter.takeAll(), splitter.takeAll()]
        #expect(taken == [ByteBuffer(string: "data: a\n\n"), ByteBuffer(string: "data: b\n\n"), nil])
    }

    @Test func `an event without an empty line is found at the end`() {
        for text in ["data: a\n\ndata: [DONE]", "data: a\n\ndata: [DONE]\n", "data: a\n\ndata: [DONE]\r\n"] {
            for pieces in ReplyTranscript.cuts(of: text) {
                let result = split(pieces)
                #expect(result.last == Seen(name: "", data: "[DONE]"))
                #expect(result.taken == Array(text.utf8))
            }
        }
    }

    @Test func `an event above the limit passes unexamined and the next one is examined`() {
        let text = "data: " + String(repeating: "x", count: 200) + "\ndata: y\n\ndata: z\n\n"
        for pieces in ReplyTranscript.cuts(of: text) {
            let result = split(pieces, limit: 50)
            #expect(result.events == [Seen(name: "", data: "z")])
            #expect(result.taken == Array(text.utf8))
        }
    }

    @Test func `replacing data keeps every other byte`() throws {
        var splitter = EventSplitter(maximumEventBytes: 100)
        splitter.receive(ByteBuffer(string: "id: 1\r\ndata:{}\r\nevent: x\r\n\r\ndata: {\ndata: }\n\n"))
        let events = [splitter.next(), splitter.next()]
        let first = try #require(events[0])
        #expect(String(buffer: first.replacingData(with: Array("[1]".utf8))) == "id: 1\r\ndata:[1]\r\nevent: x\r\n\r\n")
        let second = try #require(events[1])
        #expect(String(buffer: second.replacingData(with: Array("{\n1}".utf8))) == "data: { 1}\n\n")
    }

    @Test func `30,000 random streams lose no byte and end in the same events however they are cut`() {
        var random = ReplyRandomNumbers(seed: 1)
        let alphabet = ["\n", "\r", "\r\n", "\n\n", "data: ", "data", "event: ", ":", "x", "{\"a\":1}", "\u{FEFF}", "✓", "[DONE]"]
        for round in 0..<30_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                if round % 3 == 0 {
                    bytes.append(UInt8.random(in: 0...255, using: &random))
                } else {
                    bytes += Array(alphabet.randomElement(using: &random)?.utf8 ?? "".utf8)
                }
            }
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let limit = round % 5 == 0 ? 8 : 1_000
            let result = split(pieces, limit: limit)
            #expect(result.taken == bytes)
            // Where an overlong event begins to be passed on depends on the cuts; which events there are does not.
            if limit == 1_000 { #expect(result.events == split([bytes], limit: limit).events) }
        }
    }
}
