import LosslessJSON
import Testing

@testable import FakeArgo

@Suite struct AnswererTests {
    @Test(
        arguments: [
            ("GET", "/argoapi/v1/nothing", 404), ("GET", "/v1/models", 404), ("GET", "/argoapi/v1/messages", 405),
            ("POST", "/argoapi/v1/models", 405), ("GET", "/argoapi/v1/models", 200), ("GET", "/argoapi/v1/models/", 200),
            ("GET", "/argoapi/v1/models?limit=1000", 200), ("HEAD", "/argoapi", 404), ("HEAD", "/argoapi/v1/models", 404),
        ]
    )
    func `paths and methods are told apart`(method: String, path: String, status: Int) {
        #expect(Asking(method: method, path: path).answered().status == status)
    }

    @Test(arguments: ["", "{", "[]", "\"x\"", "null", "\u{0}", "{\"user\":", #"{"model":5,"user":"a"}"#, "{\"user\":\"a\"}"])
    func `a body that Argo cannot read is a 422`(body: String) {
        #expect(Asking(path: "/argoapi/v1/chat/completions", body: body).answered(with: .none).status == 422)
    }

    @Test(
        arguments: [
            #""messages":null"#, #""messages":5"#, #""messages":[[],5,null,{"role":5,"content":{}}]"#, #""tools":5"#,
            #""tools":[5,{"function":5},{"name":5}]"#, #""tool_choice":[]"#, #""thinking":5"#, #""max_tokens":"a""#,
            #""messages":[{"role":"user","content":[5,{"type":5},{"type":"image"},{"type":"tool_result"},{"type":"image_url"}]}]"#,
            #""input":[5,{"type":"message","role":"user"}],"reasoning":[],"include":5"#, #""stream_options":[],"max_tokens":-5"#,
        ]
    )
    func `odd shapes are answered one way or the other`(members: String) {
        let body = #"{"model":"claudesonnet46","user":"a",\#(members)}"#
        for path in ["messages", "messages/count_tokens", "chat/completions", "responses"] {
            let asking = Asking(path: "/argoapi/v1/\(path)", headers: [("authorization", "Bearer alice")], body: body)
            #expect([200, 400, 422, 500].contains(asking.answered(with: .none).status))
            #expect([200, 400, 422, 500].contains(asking.answered(with: .all).status))
        }
    }

    @Test func `the user of a message comes from the key, else from the bearer`() {
        let body = #"{"model":"claudesonnet46","max_tokens":99,"messages":[]}"#
        func text(_ headers: [(String, String)]) -> String {
            Asking(path: "/argoapi/v1/messages", headers: headers, body: body).answered(allowed: .only(["alice"])).text
        }
        #expect(text([("X-API-Key", "alice")]).contains("Hello"))
        #expect(text([("Authorization", "bearer alice")]).contains("Hello"))
        #expect(text([("x-api-key", "alice"), ("authorization", "Bearer eve")]).contains("Hello"))
        #expect(text([("x-api-key", "eve")]).contains("msg_blocked_eve_"))
        #expect(text([]).contains("msg_blocked_unknown_"))
        #expect(text([("x-api-key", "alice"), ("x-api-key", "alice")]).contains("ACCESS DENIED"))
    }

    @Test func `the legacy chat answers in one member and its stream as text`() throws {
        let body = #"{"model":"gpt4o","user":"alice","prompt":["say hi"]}"#
        let whole = Asking(path: "/argoapi/api/v1/resource/chat/", body: body).answered()
        #expect(try whole.json()["response"]?.string == "Hello from GPT-4o on Argo. You said: say hi")
        let stream = Asking(path: "/argoapi/api/v1/resource/streamchat/", body: body).answered()
        #expect(stream.header("content-type") == "text/plain; charset=utf-8")
        #expect(stream.pieces.count > 5)
        #expect(stream.text == "Hello from GPT-4o on Argo. You said: say hi")
        let messages = #"{"model":"gpt4o","user":"alice","messages":[{"role":"user","content":"yes"}]}"#
        #expect(Asking(path: "/argoapi/api/v1/resource/chat", body: messages).answered().text.contains("You said: yes"))
    }

    @Test func `a long prompt is echoed shortly`() {
        let body = #"{"model":"gpt4o","user":"alice","messages":[{"role":"user","content":"\#(String(repeating: "x", count: 100_000))"}]}"#
        #expect(Asking.chat(body).answered().text.utf8.count < 2_000)
    }

    @Test func `answers differ in their ids alone`() throws {
        var answerer = Answerer(quirks: .all, allowedUsers: .anyWellFormed, now: { 5 })
        let body = Array(#"{"model":"claudesonnet46","max_tokens":99,"messages":[]}"#.utf8)
        let request = ReceivedRequest(
            method: "POST", target: "/argoapi/v1/messages", headers: [HeaderField("x-api-key", "alice")], body: body, connection: 1)
        let first = answerer.answer(to: request)
        let second = answerer.answer(to: request)
        #expect(first != second)
        var again = Answerer(quirks: .all, allowedUsers: .anyWellFormed, now: { 5 })
        #expect(again.answer(to: request) == first)
    }
}

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

@Suite struct AllowedUsersTests {
    @Test(
        arguments: [
            ("alice", true), ("a.b-c_9", true), ("nobody", false), ("", false), ("Alice", false), ("sk-ant-KEY", false), ("a b", false),
            ("a,b", false), ("é", false), (String(repeating: "a", count: 32), true), (String(repeating: "a", count: 33), false),
        ]
    )
    func `a user is well formed or not`(user: String, isAllowed: Bool) {
        #expect(AllowedUsers.anyWellFormed.contains(user) == isAllowed)
    }

    @Test func `a list allows whom it names`() {
        #expect(AllowedUsers.only(["Nobody"]).contains("Nobody"))
        #expect(!AllowedUsers.only(["a"]).contains("b"))
    }
}

@Suite struct ServedModelTests {
    @Test func `ids are unique and every model is found by both`() {
        #expect(Set(ServedModel.all.map(\.internalID)).count == ServedModel.all.count)
        #expect(Set(ServedModel.all.map(\.displayID)).count == ServedModel.all.count)
        for model in ServedModel.all {
            #expect(ServedModel.named(model.displayID) == model)
            #expect(ServedModel.named(model.internalID) == model)
        }
        #expect(ServedModel.all.count == 37)
    }

    @Test(arguments: ["gpt35", "claudesonnet37", "GPT-4O", "claude-sonnet-4-6", ""])
    func `other names are not exact`(name: String) {
        #expect(ServedModel.named(name) == nil)
    }

    @Test(
        arguments: [
            ("claude-sonnet-4-6", "claudesonnet46"), ("claude-sonnet-4-5-20250929", "claudesonnet45"),
            ("claude-opus-4-1-20250805", "claudeopus41"), ("claude-opus-5", "claudeopus5"), ("claude-sonnet-4-5-2025", nil),
            ("claude-opus-5-5", nil), ("gpt-4o", nil), ("", nil), ("20250929", nil),
        ]
    )
    func `Anthropic's ids are known with and without a date`(name: String, internalID: String?) {
        #expect(ServedModel.namedByAnthropic(name)?.internalID == internalID)
    }
}

@Suite struct VendorErrorTests {
    @Test(
        arguments: [
            ("plain", "'plain'"), ("it's", "\"it's\""), ("it's \"so\"", #"'it\'s "so"'"#), ("a\\b\n", #"'a\\b\n'"#),
        ]
    )
    func `texts are quoted as Python does`(text: String, quoted: String) {
        #expect(pythonRepresentation(of: .string(text)) == quoted)
    }

    @Test func `values are spelled as Python does`() {
        #expect(pythonRepresentation(of: ["a": [true, false, nil, 5], "b": [:]]) == "{'a': [True, False, None, 5], 'b': {}}")
    }
}
