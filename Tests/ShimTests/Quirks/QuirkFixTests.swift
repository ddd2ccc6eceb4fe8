import LosslessJSON
import Models
import Testing

@testable import Shim

@Suite struct QuirkFixTests {
    @Test(arguments: QuirkFixCase.all)
    func `a fix changes just what it is for`(sample: QuirkFixCase) {
        #expect(RewritingSample.text(RewritingSample.rewrite(sample.body, for: sample.endpoint)) == sample.expected)
    }

    @Test(arguments: QuirkFixCase.all)
    func `a fix that is switched off changes nothing`(sample: QuirkFixCase) {
        let request = RewritingSample.rewrite(sample.body, for: sample.endpoint, disabled: [sample.fix])
        #expect(RewritingSample.text(request) == sample.without)
        #expect(request.notes.isEmpty)
    }

    @Test(arguments: QuirkFixCase.all)
    func `what a fix has changed needs no second change`(sample: QuirkFixCase) {
        #expect(RewritingSample.text(RewritingSample.rewrite(sample.expected, for: sample.endpoint)) == sample.expected)
    }

    @Test func `every fix is in the table, and its name is its own`() {
        let names = QuirkFix.all.map(\.name)
        #expect(Set(names).count == names.count)
        // This one refuses, and changes no body.
        #expect(Set(QuirkFixCase.all.map(\.fix)).union(["message-threads"]) == Set(names))
        #expect(names.allSatisfy { $0.utf8.allSatisfy { ModelName.isLetter($0) || $0 == UInt8(ascii: "-") } })
        #expect(QuirkFix.all.allSatisfy { $0.purpose.hasSuffix(".") && !$0.purpose.contains("\n") && !$0.endpoints.isEmpty })
    }

    @Test func `names that are no fix are refused`() throws {
        try QuirkFix.validate(["claude-sampling", "embedding-batches", "claude-by-messages"])
        #expect(throws: UnknownQuirkFix(names: ["a", "z"], known: (QuirkFix.all.map(\.name) + TranslationRule.all.map(\.name)))) {
            try QuirkFix.validate(["z", "claude-sampling", "a"])
        }
    }

    @Test(
        arguments: [
            ("claudeopus46", #""thinking":{"type":"adaptive"},"output_config":{"effort":"max"},"temperature":1"#),
            ("claudesonnet46", #""thinking":{"type":"enabled","budget_tokens":2000},"max_tokens":3000,"top_p":0.95"#),
            ("claudeopus48", #""thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"}"#),
            ("claudeopus5", #""thinking":{"type":"disabled"}"#),
            ("claude-haiku-5-5", #""thinking":{"type":"disabled"}"#),
            ("claudesonnet45", #""thinking":{"type":"enabled","budget_tokens":31999},"max_tokens":32000"#),
            ("claudesonnet45", #""temperature":0.5,"top_k":5"#),
            ("claudesonnet45", #""temperature":null,"top_p":0.5"#),
            ("claudesonnet45", #""output_config":{"format":{"type":"json_schema"}},"output_format":{"type":"json_schema"}"#),
            ("claudesonnet45", #""thinking":null,"output_config":null"#),
            ("claudesonnet45", #""thinking":"adaptive","output_config":"high""#),
            ("claudesonnet45", #""thinking":{"type":7},"output_config":{"effort":7}"#),
            ("claudeopus45", #""output_config":{"effort":"unheard-of"}"#),
            ("gpt4o", #""temperature":0,"thinking":{"type":"adaptive"}"#),
            ("unheard-of", #""temperature":0,"top_p":0.1,"top_k":1,"thinking":{"type":"enabled","budget_tokens":9},"max_tokens":1"#),
        ])
    func `what a model takes is left alone`(model: String, members: String) {
        let body = "{\"model\":\"\(model)\",\"stream\":true,\(members)}"
        let request = RewritingSample.rewrite(body, for: .messages)
        #expect(RewritingSample.text(request) == body)
        #expect(request.notes.isEmpty)
    }

    @Test(
        arguments: [
            ("gpt4o", #""temperature":0,"top_p":0.5"#), ("gpt55", #""temperature":1,"top_p":1.0,"presence_penalty":0"#),
            ("gpt-5-chat-latest", #""temperature":0.3"#), ("gemini25pro", #""max_tokens":1,"temperature":0"#),
            ("gemini25flash", #""max_tokens":1"#), ("gemini35flash", #""max_tokens":16"#),
            ("gemini31flashlite", #""max_completion_tokens":1"#), ("claudesonnet45", #""max_tokens":5,"top_p":0.3"#),
            ("claudesonnet45", #""messages":[{"content":null}]"#), ("gpt4o", #""tools":[{"function":{"strict":true}}]"#),
        ])
    func `what a model takes on chat is left alone`(model: String, members: String) {
        let body = "{\"model\":\"\(model)\",\"stream\":true,\"user\":\"bob\",\(members)}"
        #expect(RewritingSample.text(RewritingSample.rewrite(body)) == body)
    }

    @Test func `what Claude Code sends for an id that it does not know fits the model afterwards`() {
        let body =
            #"{"model":"claudesonnet45","max_tokens":32000,"thinking":{"type":"adaptive"},"output_config":{"effort":"medium"},"#
            + #""temperature":0.7,"messages":[],"stream":true}"#
        let request = RewritingSample.rewrite(body, for: .messages)
        #expect(
            RewritingSample.text(request)
                == #"{"model":"claudesonnet45","max_tokens":32000,"thinking":{"budget_tokens":10240,"type":"enabled"},"#
                + #""messages":[],"stream":true}"#)
        #expect(request.notes.count == 3)
    }

    @Test func `a model that comes out later is treated like the newest of its family`() throws {
        let list = #"{"data":[{"id":"Claude Opus 6.1","internal_id":"claudeopus61","owned_by":"anthropic"}]}"#
        let catalogue = try ModelCatalogue(modelsReply: Array(list.utf8))
        let body = #"{"model":"claudeopus61","stream":true,"temperature":0,"thinking":{"type":"enabled","budget_tokens":5000}}"#
        let request = RewritingSample.rewrite(body, for: .messages, catalogue: catalogue)
        #expect(
            RewritingSample.text(request)
                == #"{"output_config":{"effort":"medium"},"model":"claudeopus61","stream":true,"thinking":{"type":"adaptive"}}"#)
    }

    @Test func `a budget becomes an effort and an effort a budget by one table`() {
        #expect(ReasoningEffort.allCases == ReasoningEffort.allCases.sorted())
        for level in [ReasoningEffort.low, .medium, .high] { #expect(ReasoningEffort.inMessages(budget: level.budget) == level) }
        #expect(ReasoningEffort.inMessages(budget: 31_999) == .high)
        #expect(ReasoningEffort.inMessages(budget: 0) == .low)
        #expect(ReasoningEffort.inMessages(budget: -5) == .low)
        #expect(ReasoningEffort(inMessages: "minimal") == nil)
    }

    @Test(arguments: [1_025, 1_100, 1_366, 2_000, 16_000, 32_000, Int.max])
    func `a budget is always below max_tokens and never too small`(maxTokens: Int) throws {
        for wanted in [Int.min, 0, 1_024, 24_576, 31_999, .max] {
            let budget = try #require(ReasoningRequest.budget(wanted, below: maxTokens))
            #expect(budget < maxTokens)
            #expect(budget >= 1_024)
        }
    }

    @Test(arguments: [Int.min, -1, 0, 1, 1_024])
    func `a max_tokens without room for thinking has no budget`(maxTokens: Int) {
        #expect(ReasoningRequest.budget(5_000, below: maxTokens) == nil)
    }
}
