import FakeArgo
import Testing

/// One process of the real Codex, which replaces the token itself, as a tool that the model asks for, and then has to go on.
@Suite(.timeLimit(.minutes(2)), .enabled(if: RealClients.runs(RealClients.codex), RealClients.advice))
struct CodexRotationTests {
    @Test func `a turn goes on with the new token when the old one was refused in its middle`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                let configured = try await RunningProgram.run(
                    try home.argoShim("configure", "codex", "--model", ConfiguredClient.codex.model))
                #expect(configured.status == .code(0), "\(configured)")
                let old = try shim.token()
                await argo.enqueue(
                    path: "/argoapi/v1/responses",
                    Self.call(of: "exec_command", #"{"cmd":"'\#(try ArgoShimBinary.path())' token rotate --token-grace 0"}"#))

                // The tool writes into the state folder, which is outside of what Codex' sandbox lets it.
                let answer = try await ConfiguredClient.codex.ask(
                    "rotate the token", options: ["--dangerously-bypass-approvals-and-sandbox"], in: home)

                #expect(answer.status == .code(0) && answer.output.contains("The tool said: "), "\(answer)")
                #expect(try shim.token() != old)
                let requests = await shim.stop().errors.split(separator: "\n").filter { $0.contains("POST /v1/responses") }
                let statuses = requests.compactMap { $0.firstMatch(of: /status=([0-9]+)/)?.1 }
                #expect(statuses.first == "200" && statuses.last == "200" && statuses.contains("401"), "\(requests)")
            }
        }
    }

    /// A streamed answer of Responses that is nothing but a call.
    private static func call(of tool: String, _ arguments: String) -> [Step] {
        let text = #""\#(arguments.replacing("\"", with: #"\""#))""#
        let item = #"{"type":"function_call","id":"fc_1","call_id":"call_1","name":"\#(tool)","arguments":\#(text),"status":"completed"}"#
        let response = { (status: String, output: String) in
            #"{"id":"resp_1","object":"response","created_at":1,"model":"gpt-5.5","status":"\#(status)","output":[\#(output)],"#
                + #""usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}"#
        }
        let event = { (name: String, number: Int, rest: String) in
            Step.event(name, #"{"type":"\#(name)","sequence_number":\#(number),\#(rest)}"#)
        }
        return [
            .streamHead,
            event("response.created", 0, #""response":\#(response("in_progress", ""))"#),
            event("response.output_item.done", 1, #""output_index":0,"item":\#(item)"#),
            event("response.completed", 2, #""response":\#(response("completed", item))"#),
            .end,
        ]
    }
}
