import LosslessJSON
import Testing

struct JSONStringTests {
    @Test(arguments: [
        (#"\" \\ \/"#, "\" \\ /"), (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u20AC"#, "Aé€"), (#"\u0000"#, "\u{0}"),
        (#"\uD83D\uDE00"#, "😀"), (#"\ud83d\ude00!"#, "😀!"), ("😀ä", "😀ä"), (#"\\u0041"#, "\\u0041"), (#"\\\u0041"#, "\\A"),
        // A surrogate alone, at the end, in the wrong order, before something else, twice.
        (#"\uD83D"#, "\u{FFFD}"), (#"\uDE00"#, "\u{FFFD}"), (#"\uDE00\uD83D"#, "\u{FFFD}\u{FFFD}"), (#"\uD83Dx"#, "\u{FFFD}x"),
        (#"\uD83D\n"#, "\u{FFFD}\n"), (#"\uD83D\u0041"#, "\u{FFFD}A"), (#"\uD83D\uD83D\uDE00"#, "\u{FFFD}😀"),
        (#"\uDBFF\uDFFF"#, "\u{10FFFF}"), (#"\uD800\uDC00"#, "\u{10000}"), (#"\uD7FF\uE000"#, "\u{D7FF}\u{E000}"),
    ])
    func `escapes are decoded`(raw: String, text: String) throws {
        let document = try JSONDocument(Array("\"\(raw)\"".utf8))
        #expect(document.string(document.root) == text)
        #expect(document.contents(ofString: document.root).map(Array.init) == Array(raw.utf8))
    }

    @Test func `invalid UTF-8 inside a string is kept as bytes and read as replacement characters`() throws {
        let document = try JSONDocument([0x22, 0xFF, 0x22])
        #expect(document.string(document.root) == "\u{FFFD}")
        #expect(document.contents(ofString: document.root) == [0xFF])
    }

    @Test func `what is no string has no text`() throws {
        for text in ["1", "true", "null", "{}", "[]"] {
            let document = try JSONDocument(Array(text.utf8))
            #expect(document.string(document.root) == nil)
            #expect(document.contents(ofString: document.root) == nil)
        }
    }

    @Test func `every scalar survives being written and read`() throws {
        for range in [0...0x2FF, 0xD7F0...0xD7FF, 0xE000...0xE00F, 0xFFF0...0x1000F, 0x10FFF0...0x10FFFF] as [ClosedRange<UInt32>] {
            let text = String(String.UnicodeScalarView(range.compactMap(Unicode.Scalar.init)))
            var bytes: [UInt8] = []
            appendJSONString(text, to: &bytes)
            let document = try JSONDocument(bytes)
            #expect(document.string(document.root) == text)
        }
    }

    @Test func `only what must be escaped is`() {
        var bytes: [UInt8] = []
        appendJSONString("a/\"\\\n\r\t\u{0}\u{1F}\u{7F}é", to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "\"a/\\\"\\\\\\n\\r\\t\\u0000\\u001f\u{7F}é\"")
    }
}

struct JSONValueTests {
    @Test func `a value is written in compact form and in its order`() {
        let value: JSONValue = ["b": 1, "a": [true, nil, "x\n"], "c": [:], "d": .raw(Array("1.50".utf8)), "e": -3]
        #expect(String(decoding: value.serialized, as: UTF8.self) == #"{"b":1,"a":[true,null,"x\n"],"c":{},"d":1.50,"e":-3}"#)
    }

    @Test func `what is written is read again`() throws {
        let value: JSONValue = ["a \"b\"": ["\u{0}", "😀"]]
        let document = try JSONDocument(value.serialized)
        let list = try #require(document.value(at: ["a \"b\""]))
        #expect(document.elements(of: list).compactMap(document.string) == ["\u{0}", "😀"])
    }
}
