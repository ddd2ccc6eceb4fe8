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
        for quirk in QuirkCase.all where quirk.quirk != \Quirks.listsModelsInOlderShape {
            #expect(Quirks.all[keyPath: quirk.quirk], "\(quirk.name)")
            #expect(!Quirks.none[keyPath: quirk.quirk], "\(quirk.name)")
        }
        #expect(Quirks.all.outage == nil)
        #expect(!Quirks.all.sendsErrorsInsideDocuments)
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
