import FakeArgo
import LosslessJSON
import Testing
import Translation

@testable import Shim

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers of the Responses API that somebody comes back to.
@Suite(.timeLimit(.minutes(2)))
struct ResponseRouteTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/argo-shim-responses-\(UUID().uuidString)"

    /// A model that Argo serves in this dialect, and one for which the request is translated.
    private static let models = ["gpt-5.5", "claude-opus-4-8"]

    private func withShim(_ body: (TestShim) async throws -> Void) async throws {
        let folder = folder
        try await withTestShim(change: { $0.responseFolder = folder }) { try await body($0) }
    }

    private func ask(_ shim: TestShim, _ model: String, _ text: String, _ members: String = "") async throws -> RawResponse {
        try await shim.send(shim.post("/v1/responses", #"{"model":"\#(model)","input":"\#(text)"\#(members)}"#))
    }

    private func string(_ path: [String], in response: RawResponse) throws -> String {
        let document = try JSONDocument(response.body)
        return try #require(document.value(at: path).flatMap(document.string), "\(response.text)")
    }

    private func lastBody(_ shim: TestShim) async throws -> String {
        String(decoding: try #require(await shim.argo.lastQuestion).body, as: UTF8.self)
    }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
    }

    private func mode(_ path: String) throws -> Int {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        // Foundation's two versions keep numbers in different types.
        return ((mode as? Int) ?? (mode as? any BinaryInteger).map { Int($0) } ?? 0) & 0o777
    }

    private func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }

    @Test(arguments: models, [false, true])
    func `a conversation goes on from an earlier answer`(model: String, isStreaming: Bool) async throws {
        defer { removeFolder() }
        try await withShim { shim in
            let first = try await ask(shim, model, "my name is Ana")
            try #require(first.status == 200, "\(first.text)")
            let id = try string(["id"], in: first)
            #expect(first.text.contains(#""store":true"#))
            let count = await shim.argo.requestCount
            let second = try await ask(
                shim, model, "who am I", #","previous_response_id":"\#(id)"\#(isStreaming ? #","stream":true"# : "")"#)
            try #require(second.status == 200, "\(second.text)")
            #expect(await shim.argo.requestCount == count + 1)
            let sent = try await lastBody(shim)
            #expect(sent.contains("my name is Ana") && sent.contains("who am I") && !sent.contains("previous_response_id"), "\(sent)")
            #expect(sent.contains("Hello from"))
            #expect(second.text.contains(#""previous_response_id":"\#(id)""#))
            guard isStreaming else { return }
            // A stream is kept as well: what is said now knows all that was said before.
            let last = try #require(ForeignCall.events(second.body).last)
            let document = try JSONDocument(last.data)
            let secondID = try #require(document.value(at: ["response", "id"]).flatMap(document.string))
            _ = try await ask(shim, model, "and now", #","previous_response_id":"\#(secondID)""#)
            let third = try await lastBody(shim)
            #expect(third.contains("my name is Ana") && third.contains("who am I") && third.contains("and now"))
        }
    }

    @Test(arguments: models)
    func `an answer is told again, and forgotten when asked to`(model: String) async throws {
        defer { removeFolder() }
        try await withShim { shim in
            let first = try await ask(shim, model, "hi")
            let id = try string(["id"], in: first)
            let count = await shim.argo.requestCount
            #expect(try await shim.get("/v1/responses/\(id)").body == first.body)
            let deleted = try await shim.send(shim.head("DELETE", "/v1/responses/\(id)"))
            #expect(deleted.text == #"{"id":"\#(id)","object":"response","deleted":true}"#)
            #expect(try await shim.get("/v1/responses/\(id)").status == 404)
            #expect(try await shim.send(shim.head("DELETE", "/v1/responses/\(id)")).status == 404)
            let next = try await ask(shim, model, "hi", #","previous_response_id":"\#(id)""#)
            #expect(next.status == 400 && next.text.contains("previous_response_not_found"), "\(next.text)")
            #expect(await shim.argo.requestCount == count)
        }
        #expect(files.isEmpty)
    }

    @Test func `nothing is kept of who does not want it, and nothing of an error`() async throws {
        defer { removeFolder() }
        try await withShim { shim in
            let body = #"{"model":"gpt-5.5","input":"hi","store":false}"#
            let response = try await shim.send(shim.post("/v1/responses", body))
            #expect(response.status == 200)
            #expect(response.text.contains(#""store":false"#))
            #expect(try await lastBody(shim).contains(#""input":"hi","store":false"#))
            #expect(try await shim.get("/v1/responses/\(string(["id"], in: response))").status == 404)
            #expect(try await ask(shim, "gpt-99", "hi").status >= 400)
            // Other routes of the same model keep nothing.
            _ = try await shim.send(
                shim.post("/v1/messages", #"{"model":"gpt-5.5","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#))
        }
        #expect(files.isEmpty)
    }

    @Test func `answers survive a restart, for nobody else to read, and the log says nothing of them`() async throws {
        defer { removeFolder() }
        var ids: [String] = []
        try await withShim { shim in
            for text in ["first secret", "second secret"] { ids.append(try string(["id"], in: try await ask(shim, "gpt-5.5", text))) }
            #expect(!shim.log.text.contains("secret"))
        }
        #expect(files.count == 2)
        #expect(try mode(folder) == 0o700)
        for file in files { #expect(try mode(folder + "/" + file) == 0o600) }
        // One that is damaged is lost, and the other is not.
        try Data("damaged".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(StoredResponse.fileName(id: ids[0]))"))
        try await withShim { shim in
            #expect(try await shim.get("/v1/responses/\(ids[0])").status == 404)
            #expect(try await shim.get("/openai/v1/responses/\(ids[1])").status == 200)
            _ = try await ask(shim, "claude-opus-4-8", "go on", #","previous_response_id":"\#(ids[1])""#)
            // Another model goes on where the first was.
            #expect(try await lastBody(shim).contains("second secret"))
        }
    }

    @Test func `more than is allowed is not kept`() async throws {
        defer { removeFolder() }
        let folder = folder
        try await withTestShim(change: {
            $0.responseFolder = folder
            $0.responseLimits.fileSize = 4_000
        }) { shim in
            let long = try await ask(shim, "gpt-5.5", String(repeating: "x", count: 5_000))
            #expect(long.status == 200)
            #expect(try await shim.get("/v1/responses/\(try string(["id"], in: long))").status == 404)
            let short = try await ask(shim, "gpt-5.5", "x")
            #expect(try await shim.get("/v1/responses/\(try string(["id"], in: short))").status == 200)
        }
    }

    @Test func `a cut stream is cut, and not kept`() async throws {
        defer { removeFolder() }
        let folder = folder
        let created =
            "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_cut\",\"status\":\"in_progress\"}}\n\n"
        let item =
            "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"message\"}}\n\n"
        let text = #"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"one"}"#
        try await withTestShim(change: { $0.responseFolder = folder }) { shim in
            let gate = Gate()
            await shim.argo.enqueue(
                path: "/argoapi/v1/responses",
                [.streamHead, .chunk(created + item), .event("response.output_text.delta", text), .wait(for: gate), .reset])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/responses", #"{"model":"gpt-5.5","input":"hi","stream":true}"#))
            _ = try await connection.read(until: #""delta":"one""#)
            gate.open()
            #expect(try await connection.response().isComplete == false)
            #expect(try await shim.get("/v1/responses/resp_cut").status == 404)
            await connection.close()
        }
    }
}
