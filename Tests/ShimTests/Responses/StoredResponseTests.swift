import Testing

@testable import Shim

@Suite struct StoredResponseTests {
    private let request = Array(#"{"model":"m","input":"hé","store":true}"#.utf8)
    private let answer = Array(#"{"id":"resp_1","output":[{"type":"message","content":[]}]}"#.utf8)

    @Test func `a file says what was kept, byte for byte`() throws {
        let stored = try #require(StoredResponse(request: request, answer: answer, time: 7))
        #expect(String(decoding: stored.input, as: UTF8.self) == #"[{"role":"user","content":"hé"}]"#)
        #expect(StoredResponse(fileContents: stored.fileContents, id: "resp_1") == stored)
    }

    @Test func `a list of items is kept as it is`() throws {
        let stored = try #require(StoredResponse(request: Array(#"{"input":[ 1.0 ]}"#.utf8), answer: answer, time: 7))
        #expect(String(decoding: stored.input, as: UTF8.self) == "[ 1.0 ]")
    }

    @Test(arguments: ["{}", #"{"input":7}"#, "", "[]"])
    func `what has no conversation is not kept`(request: String) {
        #expect(StoredResponse(request: Array(request.utf8), answer: answer, time: 7) == nil)
    }

    @Test func `a file that was changed anywhere is damaged`() throws {
        let contents = try #require(StoredResponse(request: request, answer: answer, time: 7)).fileContents
        for index in contents.indices {
            var changed = contents
            changed[index] ^= 1
            #expect(StoredResponse(fileContents: changed, id: "resp_1") == nil, "byte \(index)")
            #expect(StoredResponse(fileContents: Array(contents[..<index]), id: "resp_1") == nil)
        }
        #expect(StoredResponse(fileContents: contents, id: "resp_2") == nil)
    }

    @Test func `a file's name is no path, whatever the id`() {
        for id in ["../../token", "a/b", "", "é", String(repeating: "x", count: 9_000)] {
            #expect(StoredResponse.fileName(id: id).wholeMatch(of: /[0-9a-f]{64}/) != nil)
        }
        #expect(StoredResponse.fileName(id: "resp_a") != StoredResponse.fileName(id: "resp_A"))
    }
}
