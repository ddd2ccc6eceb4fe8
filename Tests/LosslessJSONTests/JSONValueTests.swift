import LosslessJSON
import Testing

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
