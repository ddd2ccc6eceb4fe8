import Testing

@testable import FakeArgo

@Suite struct QuirksTests {
    @Test(arguments: QuirkCase.all)
    func `a quirk shows where it is on and is gone where it is off`(quirk: QuirkCase) {
        for (isOn, expected) in [(true, quirk.on), (false, quirk.off)] {
            let response = quirk.asking.answered(with: .none.with(quirk.quirk, isOn))
            #expect(response.status == expected.status, "on: \(isOn)")
            #expect(expected.contains.isEmpty || response.text.contains(expected.contains), "on: \(isOn), \(response.text)")
            #expect(!response.text.contains(expected.lacks), "on: \(isOn), \(response.text)")
        }
    }

    @Test func `every quirk that is always there is on in all and off in none`() {
        for quirk in QuirkCase.all where quirk.quirk != .listsModelsInOlderShape {
            #expect(Quirks.all[quirk.quirk], "\(quirk.name)")
            #expect(!Quirks.none[quirk.quirk], "\(quirk.name)")
        }
        #expect(Quirks.all.outage == nil)
        #expect(!Quirks.all[.sendsErrorsInsideDocuments])
    }

    @Test func `the bound of quirk 7 is 21000 tokens and streams are free of it`() {
        for (members, status) in [
            (#""max_tokens":21000"#, 200), (#""max_tokens":21001"#, 500), (#""max_tokens":32000,"stream":true"#, 200),
        ] {
            let body = #"{"model":"claudesonnet46","user":"a",\#(members),"messages":[{"role":"user","content":"x"}]}"#
            #expect(Asking.messages(body).answered().status == status)
            #expect(Asking.chat(body).answered().status == status)
        }
    }
}

extension QuirksTests {
    private static let refused = #"{"model":"claudeopus47","user":"a","max_tokens":99,"temperature":0,"messages":[]"#

    @Test func `an error inside a stream is its first and only event`() throws {
        let response = Asking.messages(Self.refused + #","stream":true}"#).answered()
        #expect(response.status == 200)
        #expect(response.header("content-type")?.hasPrefix("text/event-stream") == true)
        let events = try response.events()
        #expect(events.map(\.name) == ["error"])
        let error = try #require(try events[0].json()["error"])
        #expect(error["type"]?.string == "invalid_request_error")
        #expect(
            error["message"]?.string
                == "Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error', "
                + "'message': '`temperature` is deprecated for this model.'}}"
        )
        let plain = Asking.messages(Self.refused + #","stream":true}"#).answered(with: .all.with(.sendsErrorsInsideStreams, false))
        #expect(plain.status == 400)
        #expect(try plain.json()["error"]?["message"]?.string == "`temperature` is deprecated for this model.")
    }

    @Test func `an error inside a chat stream is a data event with OpenAI's object`() throws {
        let response = Asking.chat(Self.refused + #","stream":true}"#).answered()
        #expect(response.status == 200)
        let events = try response.events()
        #expect(events.count == 1)
        #expect(events[0].name == nil)
        let error = try #require(try events[0].json()["error"])
        #expect(error["type"]?.string == "BadRequestError")
        #expect(error["code"]?.string == "internal_error")
        #expect(error["message"]?.string?.hasPrefix("Error code: 400 - {'type': 'error'") == true)
    }

    @Test func `an error inside a document comes with a 200 where that is asked for`() throws {
        let quirks = Quirks.all.with(.sendsErrorsInsideDocuments, true)
        for asking in [Asking.messages(Self.refused + "}"), Asking.chat(Self.refused + "}")] {
            #expect(asking.answered(with: quirks).status == 200)
            #expect(try asking.answered(with: quirks).json()["error"]?["message"]?.string?.contains("temperature") == true)
            #expect(asking.answered().status == 400)
        }
    }

    @Test func `without quoting the vendor's own object is passed on`() throws {
        let body = #"{"model":"gpt5","user":"a","temperature":0.5,"messages":[]}"#
        let error = try #require(try Asking.chat(body).answered(with: .none.with(.refusesSamplingOnNewModels, true)).json()["error"])
        #expect(error["type"]?.string == "invalid_request_error")
        #expect(error["param"]?.string == "temperature")
        #expect(error["code"]?.string == "unsupported_value")
    }

    @Test(
        arguments: [
            (Outage.resourceExhausted, 429, "RESOURCE_EXHAUSTED"), (.quotaExceeded, 429, "Quota exceeded"),
            (.tooManyRequests, 429, "too many 429 error responses"), (.overloaded, 529, "overloaded_error"),
            (.vertexUnreachable, 502, "oauth2.googleapis.com"), (.promptTooLong, 400, "prompt is too long: 214290 tokens"),
            (.badGateway, 502, "<html>"),
        ]
    )
    func `an outage has its status or is a 500 in disguise`(outage: Outage, status: Int, text: String) {
        let body = #"{"model":"claudesonnet46","user":"alice","max_tokens":9,"messages":[]}"#
        for asking in [Asking.messages(body), .chat(body)] {
            var quirks = Quirks.none
            quirks[.quotesErrorsAsPython] = true
            quirks.outage = outage
            #expect(asking.answered(with: quirks).status == status)
            #expect(asking.answered(with: quirks).text.contains(text))
            quirks[.disguisesOutages] = true
            let disguised = outage == .promptTooLong || outage == .badGateway ? status : 500
            #expect(asking.answered(with: quirks).status == disguised)
            #expect(asking.answered(with: quirks).text.contains(text))
        }
    }

    @Test func `an outage inside a stream is an event`() throws {
        var quirks = Quirks.all
        quirks.outage = .overloaded
        let body = #"{"model":"claudesonnet46","user":"alice","max_tokens":9,"stream":true,"messages":[]}"#
        let response = Asking.messages(body).answered(with: quirks)
        #expect(response.status == 200)
        #expect(try response.events()[0].json()["error"]?["type"]?.string == "overloaded_error")
    }

    @Test func `the notice of denied access has its id and zero usage in every shape`() throws {
        let members = #""model":"gpt4o","user":"nobody","max_tokens":9,"messages":[{"role":"user","content":"x"}]"#
        let whole = try Asking.messages("{\(members)}", user: "nobody").answered().json()
        #expect(whole["id"]?.string == "msg_blocked_nobody_1790000000")
        #expect(whole["usage"]?["input_tokens"]?.integer == 0)
        #expect(whole["usage"]?["output_tokens"]?.integer == 0)
        #expect(whole["content"]?.elements.first?["text"]?.string?.hasPrefix("AUTHENTICATION NOTICE FROM ARGO") == true)

        let chat = try Asking.chat("{\(members)}").answered().json()
        #expect(chat["id"]?.string == "msg_blocked_nobody_1790000000")
        #expect(chat["usage"]?["prompt_tokens"]?.integer == 0)
        #expect(chat["usage"]?["total_tokens"]?.integer == 0)
        #expect(chat["choices"]?.elements.first?["message"]?["content"]?.string?.contains("ACCESS DENIED") == true)

        let events = try Asking.messages("{\(members),\"stream\":true}", user: "nobody").answered().events()
        try MessagesGrammar.check(events)
        let start = try #require(try events.first?.json()["message"])
        #expect(start["id"]?.string == "msg_blocked_nobody_1790000000")
        #expect(start["usage"]?["input_tokens"]?.integer == 0)
        #expect(start["usage"]?["output_tokens"]?.integer == 0)
        #expect(try MessagesGrammar.text(events).contains("ACCESS DENIED"))

        let chunks = try Asking.chat("{\(members),\"stream\":true}").answered().events()
        try ChatGrammar.check(chunks)
        #expect(try ChatGrammar.text(chunks).contains("ACCESS DENIED"))
        #expect(try chunks[1].json()["id"]?.string == "msg_blocked_nobody_1790000000")
    }
}
