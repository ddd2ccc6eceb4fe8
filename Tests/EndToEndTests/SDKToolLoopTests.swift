import FakeArgo
import Foundation
import Testing

/// The vendors' SDKs on models of other vendors, in conversations in which a model calls a tool twice, one after the other.
@Suite(.timeLimit(.minutes(2)), .enabled(if: RealClients.runsPython, RealClients.advice))
struct SDKToolLoopTests {
    private static let clients = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Clients").path
    private static let claude = "claude-opus-4-8"
    private static let gpt = "gpt-4o"

    @Test(arguments: [
        ("google_genai", claude), ("google_genai", gpt), ("openai_chat", claude), ("openai_responses", claude), ("anthropic_runner", gpt),
        ("anthropic_runner", claude),
    ])
    func `two calls of a tool, one after the other, write what they should`(script: String, model: String) async throws {
        let python = try #require(RealClients.python, RealClients.advice)
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            let path = model == Self.claude ? "/argoapi/v1/messages" : "/argoapi/v1/chat/completions"
            for (index, text) in ["one", "two"].enumerated() {
                let argument = (name: "text", value: text)
                await argo.enqueue(
                    path: path,
                    model == Self.claude
                        ? ToolCallScript.messages(index + 1, tool: "write_line", argument: argument, model: model)
                        : ToolCallScript.chat(index + 1, tool: "write_line", argument: argument, model: model))
            }
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                let settings = [
                    "ARGO_SHIM_PORT": "\(shim.port)", "ARGO_SHIM_TOKEN": try shim.token(), "TOOL_LOOP_MODEL": model,
                    "PYTHONPATH": Self.clients,
                    // The repository is not the place for compiled scripts.
                    "PYTHONDONTWRITEBYTECODE": "1",
                ]
                let finished = try await RunningProgram.run(
                    Command(
                        program: python, arguments: ["\(Self.clients)/ToolLoop/\(script).py"],
                        environment: home.environment.merging(settings) { _, new in new }, folder: home.path, timeLimit: 60))
                #expect(finished.status == .code(0) && finished.output.contains("wrote two"), "\(finished)")
            }
            #expect(home.text("result.txt") == "one\ntwo\n")
            let asked = await argo.requests.filter { $0.path == path }.map(\.text)
            #expect(asked.count == 3)
            // Both calls come back with their own results, under the names that this vendor has given them.
            let ids = model == Self.claude ? ["toolu_1", "toolu_2"] : ["call_1", "call_2"]
            for (id, result) in zip(ids, ["wrote one", "wrote two"]) {
                let last = try #require(asked.last)
                #expect(last.components(separatedBy: #""\#(id)""#).count == 3 && last.contains(result), "\(last)")
            }
        }
    }
}
