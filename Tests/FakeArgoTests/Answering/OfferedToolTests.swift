import LosslessJSON
import Testing

@testable import FakeArgo

@Suite struct OfferedToolTests {
    private func tool(_ name: String, _ schema: String = "{}") throws -> OfferedTool {
        let body = BodyNode(try JSONDocument(Array(#"{"name":"\#(name)","schema":\#(schema)}"#.utf8)))
        return try #require(OfferedTool(body["name"], schema: body["schema"]))
    }

    @Test(
        arguments: [
            ("read", "please use the tool read now", true), ("read", "Use the tool READ", true), ("read", "use the tool read_file", false),
            ("read", "use the tool read_file and use the tool read.", true), ("get_weather", "How is the Weather?", true),
            ("read", "How is the weather?", false), ("read", "", false),
        ]
    )
    func `a tool is asked for by name or by the weather`(name: String, text: String, isAsked: Bool) throws {
        #expect(try tool(name).isAsked(for: text) == isAsked)
    }

    @Test(
        arguments: [
            ("{}", "{}"), (#"{"type":"object","properties":{"a":{"type":"string"}}}"#, "{}"),
            (
                #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["integer","null"]}},"required":["b","a"]}"#,
                #"{"b":1,"a":"example a"}"#
            ),
            (
                #"{"properties":{"a":{"const":1.50},"b":{"enum":["x"]},"c":{"type":"boolean"}},"required":["a","b","c"]}"#,
                #"{"a":1.50,"b":"x","c":true}"#
            ),
            (
                #"{"properties":{"a":{"type":"object","properties":{"b":{"type":"array"}},"required":["b"]}},"required":["a"]}"#,
                #"{"a":{"b":[]}}"#
            ),
        ]
    )
    func `arguments hold what the schema requires`(schema: String, arguments: String) throws {
        #expect(String(decoding: try tool("t", schema).arguments, as: UTF8.self) == arguments)
    }
}
