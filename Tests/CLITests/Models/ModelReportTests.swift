import Foundation
import Testing

@testable import CLI

@Suite struct ModelReportTests {
    private func models(_ reply: String) throws -> [ListedModel] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ListedModel.Reply.self, from: Data(reply.utf8)).data.map(ListedModel.init)
    }

    @Test func `what is not known of a model is a question mark`() throws {
        let models = try models(
            #"""
            {"data":[{"id":"a-long-name","owned_by":"someone"},
            {"id":"b","argo_shim":{"provider":"argo","capabilities":["text","tools"],"context_tokens":1000,"answer_tokens":null,"state":"listed"}}]}
            """#)
        #expect(
            ModelReport(models: models).lines == [
                "MODEL        PROVIDER  CAN DO      CONTEXT  ANSWER  STATE",
                "a-long-name  someone   ?           ?        -       ?",
                "b            argo      text tools  1000     -       listed",
            ])
    }

    @Test func `programs read it as JSON with a schema`() throws {
        let models = try models(#"{"data":[{"id":"b","argo_shim":{"provider":"argo","capabilities":["text"],"state":"listed"}}]}"#)
        #expect(
            ModelReport(models: models).json
                == #"{"models":[{"aliases":[],"capabilities":["text"],"name":"b","provider":"argo","state":"listed"}],"schema":1}"#)
    }
}
