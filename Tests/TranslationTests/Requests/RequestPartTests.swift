import Testing

@testable import Translation

/// Each row of the table "Content parts", from every dialect that has it to every other.
@Suite
struct RequestPartTests {
    static let image: [Dialect: String] = [
        .chat:
            #"{"role":"user","content":[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk=","detail":"auto"}}]}"#,
        .responses:
            #"{"role":"user","content":[{"type":"input_text","text":"See"},{"type":"input_image","image_url":"data:image/png;base64,aGk=","detail":"auto"}]}"#,
        .messages:
            #"{"role":"user","content":[{"type":"text","text":"See"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]}"#,
        .google: #"{"role":"user","parts":[{"text":"See"},{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}"#,
    ]

    static let file: [Dialect: String] = [
        .chat: #"{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,aGk="}}]}"#,
        .responses: #"{"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,aGk="}]}"#,
        .messages:
            #"{"role":"user","content":[{"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"aGk="}}]}"#,
        .google: #"{"role":"user","parts":[{"inlineData":{"mimeType":"application/pdf","data":"aGk=","displayName":"a.pdf"}}]}"#,
    ]

    /// A call, its result with an image, and a word of the user behind it.
    static let result: [Dialect: String] = [
        .chat:
            #"{"role":"user","content":"Go"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"a\": 1}"}}]},{"role":"tool","tool_call_id":"call_1","content":"Seen"}"#,
        .responses:
            #"{"role":"user","content":"Go"},{"type":"function_call","call_id":"call_1","name":"look","arguments":"{\"a\": 1}"},{"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"Seen"},{"type":"input_image","image_url":"data:image/png;base64,aGk="}]}"#,
        .messages:
            #"{"role":"user","content":"Go"},{"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"look","input":{"a": 1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":[{"type":"text","text":"Seen"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]}]}"#,
        .google:
            #"{"role":"user","parts":[{"text":"Go"}]},{"role":"model","parts":[{"functionCall":{"id":"call_1","name":"look","args":{"a": 1}}}]},{"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"look","response":{"output":"Seen"}}},{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}"#,
    ]

    static func body(_ dialect: Dialect, _ turns: String) -> String {
        switch dialect {
        case .chat: #"{"model":"m","messages":[\#(turns)]}"#
        case .responses: #"{"model":"m","input":[\#(turns)]}"#
        case .messages: #"{"model":"m","max_tokens":99,"messages":[\#(turns)]}"#
        case .google: #"{"contents":[\#(turns)]}"#
        }
    }

    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `Images and files arrive as they were sent`(source: Dialect, target: Dialect) throws {
        guard source != target else { return }
        let image = try Request(Self.body(source, try #require(Self.image[source])), from: source, to: target)
        let file = try Request(Self.body(source, try #require(Self.file[source])), from: source, to: target)
        switch target {
        case .chat:
            #expect(image["messages[0].content[1].image_url.url"] == #""data:image/png;base64,aGk=""#)
            #expect(file["messages[0].content[0].file"] == #"{"filename":"a.pdf","file_data":"data:application/pdf;base64,aGk="}"#)
        case .responses:
            #expect(image["input[0].content[1].image_url"] == #""data:image/png;base64,aGk=""#)
            #expect(file["input[0].content[0].file_data"] == #""data:application/pdf;base64,aGk=""#)
        case .messages:
            #expect(image["messages[0].content[1].source"] == #"{"type":"base64","media_type":"image/png","data":"aGk="}"#)
            #expect(file["messages[0].content[0].source"] == #"{"type":"base64","media_type":"application/pdf","data":"aGk="}"#)
            #expect(file["messages[0].content[0].title"] == #""a.pdf""#)
        case .google:
            #expect(image["contents[0].parts[1].inlineData"] == #"{"mimeType":"image/png","data":"aGk="}"#)
            #expect(file["contents[0].parts[0].inlineData"] == #"{"mimeType":"application/pdf","data":"aGk="}"#)
        }
        #expect(image.notes.isEmpty)
    }

    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `A result stands behind its call, with its image`(source: Dialect, target: Dialect) throws {
        guard source != target else { return }
        let request = try Request(Self.body(source, try #require(Self.result[source])), from: source, to: target)
        let hasImage = source != .chat
        let isBeside = source == .google
        switch target {
        case .chat:
            #expect(request["messages[1].tool_calls[0].function.arguments"] == #""{\"a\": 1}""#)
            #expect(request["messages[2]"] == #"{"role":"tool","tool_call_id":"call_1","content":"Seen"}"#)
            #expect(request["messages[3].content[0].image_url.url"] == (hasImage ? #""data:image/png;base64,aGk=""# : nil))
        case .responses:
            #expect(request["input[1].arguments"] == #""{\"a\": 1}""#)
            #expect(request["input[2].call_id"] == #""call_1""#)
            if !hasImage || isBeside { #expect(request["input[2].output"] == #""Seen""#) }
            let path = isBeside ? "input[3].content[0].image_url" : "input[2].output[1].image_url"
            #expect(request[path] == (hasImage ? #""data:image/png;base64,aGk=""# : nil))
        case .messages:
            #expect(request["messages[1].content[0].input"] == #"{"a": 1}"#)
            #expect(request["messages[2].content[0].tool_use_id"] == #""call_1""#)
            let path = isBeside ? "messages[2].content[1].source.data" : "messages[2].content[0].content[1].source.data"
            #expect(request[path] == (hasImage ? #""aGk=""# : nil))
        case .google:
            #expect(request["contents[1].parts[0].functionCall.args"] == #"{"a": 1}"#)
            #expect(request["contents[2].parts[0].functionResponse"] == #"{"id":"call_1","name":"look","response":{"output":"Seen"}}"#)
            #expect(request["contents[2].parts[1].inlineData.data"] == (hasImage ? #""aGk=""# : nil))
        }
    }

    @Test
    func `What a model or a dialect does not take is refused with its path`() throws {
        let image = Self.body(.messages, try #require(Self.image[.messages]))
        #expect(Request.refusal(image, from: .messages, to: .chat) { $0.takesImages = false } == "messages[0].content[1]")
        let file = Self.body(.chat, try #require(Self.file[.chat]))
        #expect(Request.refusal(file, from: .chat, to: .messages) { $0.takesFiles = false } == "messages[0].content[0]")
        let audio = Self.body(.chat, #"{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"aGk=","format":"wav"}}]}"#)
        #expect(Request.refusal(audio, from: .chat, to: .messages) == "messages[0].content[0]")
        #expect(try Request(audio, from: .chat, to: .google)["contents[0].parts[0].inlineData.mimeType"] == #""audio/wav""#)
        let uploaded = Self.body(.responses, #"{"role":"user","content":[{"type":"input_file","file_id":"file_1"}]}"#)
        #expect(Request.refusal(uploaded, from: .responses, to: .chat) == "input[0].content[0]")
        let url = Self.body(.chat, #"{"role":"user","content":[{"type":"image_url","image_url":"https://x.org/a.png"}]}"#)
        #expect(Request.refusal(url, from: .chat, to: .messages) { $0.fetchesURLs = false } == "messages[0].content[0]")
        #expect(Request.refusal(url, from: .chat, to: .google) == "messages[0].content[0]")
        #expect(
            try Request(url, from: .chat, to: .messages)["messages[0].content[0].source"] == #"{"type":"url","url":"https://x.org/a.png"}"#)
    }

    @Test
    func `Images by URL are named, and take what was downloaded`() throws {
        let body = Self.body(
            .chat,
            #"{"role":"user","content":[{"type":"image_url","image_url":"https://x.org/a"},{"type":"image_url","image_url":"https://x.org/a"}]}"#
        )
        var translation = try RequestTranslation(Array(body.utf8), from: .chat)
        #expect(translation.remoteImages == ["https://x.org/a"])
        translation.replaceImages(["https://x.org/a": (mediaType: "image/gif", data: "aGk=")])
        #expect(translation.remoteImages.isEmpty)
        let text = String(decoding: try translation.encoded(for: .google, traits: Sample.traits).body, as: UTF8.self)
        #expect(text.contains(#"{"inlineData":{"mimeType":"image/gif","data":"aGk="}}"#))
    }

    @Test
    func `Words of the system stay where they were said, or are marked`() throws {
        let body = Self.body(
            .chat,
            #"{"role":"system","content":"A"},{"role":"developer","content":"B"},{"role":"user","content":"Hi"},{"role":"system","content":"C"}"#
        )
        let messages = try Request(body, from: .chat, to: .messages)
        #expect(messages["system"] == #"[{"type":"text","text":"A"},{"type":"text","text":"B"}]"#)
        #expect(messages["messages[0].content[1].text"] == #""<system>C</system>""#)
        let responses = try Request(body, from: .chat, to: .responses)
        #expect(responses["instructions"] == #""A""#)
        #expect(responses["input[0].role"] == #""developer""#)
        #expect(responses["input[2].content[0].text"] == #""C""#)
        #expect(try Request(body, from: .chat, to: .google)["systemInstruction.parts"] == #"[{"text":"A"},{"text":"B"}]"#)
    }

    @Test
    func `Cache breakpoints stay in Messages, at most four of them`() throws {
        let mark = #""cache_control":{"type":"ephemeral"}"#
        let texts = (0..<5).map { #"{"type":"text","text":"\#($0)",\#(mark)}"# }.joined(separator: ",")
        let body = #"{"model":"m","messages":[{"role":"user","content":[\#(texts)]}]}"#
        let request = try Request(body, from: .chat, to: .messages)
        #expect(request["messages[0].content[0].cache_control"] == nil)
        #expect(request["messages[0].content[1].cache_control"] == #"{"type":"ephemeral"}"#)
        #expect(request.noted == ["cache_control"])
        #expect(try Request(body, from: .chat, to: .responses).noted == ["messages[0].content[0].cache_control"])
    }

    @Test(arguments: [Dialect.chat, .responses, .messages])
    func `The URL-safe base64 of google-genai becomes what other vendors take`(target: Dialect) throws {
        let data = #"{"mimeType":"image/png","data":"a-_b"}},{"inlineData":{"mimeType":"application/pdf","data":"_-8"}"#
        let body = Self.body(.google, #"{"role":"user","parts":[{"inlineData":\#(data)}]}"#)
        let sent = String(
            decoding: try RequestTranslation(Array(body.utf8), from: .google).encoded(for: target, traits: Sample.traits).body,
            as: UTF8.self)
        #expect(sent.contains("a+/b") && sent.contains("/+8="), "\(sent)")
    }

    @Test
    func `A summary in the place of a conversation is told, and one that is encrypted refused`() throws {
        let messages = { (block: String) in
            #"{"model":"m","max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"compaction",\#(block)}]},"#
                + #"{"role":"user","content":"And now?"}]}"#
        }
        let told = try Request(messages(#""content":"They spoke of X.","encrypted_content":"zz""#), from: .messages, to: .chat)
        #expect(told["messages[0].content"] == #""They spoke of X.""#)
        #expect(told.notes.isEmpty)
        let failed = try Request(messages(#""content":null"#), from: .messages, to: .chat)
        #expect(failed["messages[0].content"] == #""And now?""#)
        let hidden = messages(#""content":null,"encrypted_content":"zz""#)
        #expect(Request.refusal(hidden, from: .messages, to: .chat) == "messages[0].content[0].encrypted_content")
        let responses = #"{"model":"m","input":[{"type":"compaction","encrypted_content":"zz"},{"role":"user","content":"And now?"}]}"#
        #expect(Request.refusal(responses, from: .responses, to: .messages) == "input[0]")
        let order = Request.text(.messages, #""compaction":{"type":"summarize"}"#)
        #expect(Request.refusal(order, from: .messages, to: .chat) == "compaction")
    }

    @Test(arguments: [Dialect.chat, .responses, .google])
    func `A search result keeps its source and its title`(target: Dialect) throws {
        let text =
            #"{"model":"m","max_tokens":99,"messages":[{"role":"user","content":[{"type":"search_result","source":"https://x.org","#
            + #""title":"X","content":[{"type":"text","text":"body"}]},{"type":"text","text":"Who?"}]}]}"#
        let request = try Request(text, from: .messages, to: target)
        let written = String(decoding: request.body.text, as: UTF8.self)
        let words = [#"<search_result source=\"https://x.org\" title=\"X\">"#, "body", "</search_result>", "Who?"]
        let places = words.compactMap { written.firstRange(of: $0)?.lowerBound }
        #expect(places.count == words.count && places == places.sorted(), "\(written)")
        #expect(request.noted == ["messages[0].content[0]"])
    }

    @Test
    func `What a search for tools has found is told by name`() throws {
        let text =
            #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"},"#
            + #"{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"ToolSearch","input":{}}]},"#
            + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"f"}]}]}]}"#
        let request = try Request(text, from: .messages, to: .chat)
        #expect(request["messages[2].content"] == #""f""#)
    }

    @Test(arguments: [("text/csv", "document.csv"), ("application/pdf", "document.pdf")])
    func `A file without a name gets one that says what it is`(type: String, name: String) throws {
        let text = #"{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"\#(type)","data":"YSxi"}}]}]}"#
        #expect(try Request(text, from: .google, to: .responses)["input[0].content[0].filename"] == #""\#(name)""#)
        #expect(try Request(text, from: .google, to: .chat)["messages[0].content[0].file.filename"] == #""\#(name)""#)
    }
}
