import FakeArgo
import Foundation
import NIOConcurrencyHelpers
import Testing

/// The scripts in `Clients`, one for each subject, with the real SDKs of Anthropic, OpenAI and Google.
///
/// One after the other: each starts an interpreter that loads all SDKs, and a small machine must not run a dozen at once.
@Suite(.serialized, .enabled(if: RealClients.runsPython, RealClients.advice))
struct PythonClientTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Clients").path

    private static let subjects = [
        "plain", "streaming", "tools", "image", "models", "count_tokens", "wrong_token", "embeddings", "unknown_model", "responses",
        "claude_through_openai", "long_answer", "anthropic_on_any", "openai_on_any", "google_on_any", "completions", "stored_responses",
    ]

    @Test(arguments: subjects)
    func `the real SDKs get what they ask for`(script: String) async throws {
        let python = try #require(RealClients.python, RealClients.advice)
        let home = try TestHome()
        try await RunningShim.with(home, try home.argoShim("demo")) { shim in
            let line = try await shim.program.output.line(containing: "x-api-key: ")
            let token = try #require(line.firstMatch(of: /x-api-key: ([^']+)'/)).1
            let settings = [
                "ARGO_SHIM_PORT": "\(shim.port)", "ARGO_SHIM_TOKEN": String(token),
                // The repository is not the place for compiled scripts.
                "PYTHONDONTWRITEBYTECODE": "1",
            ]
            let finished = try await RunningProgram.run(
                Command(
                    program: python, arguments: ["\(Self.folder)/\(script).py"],
                    environment: home.environment.merging(settings) { _, new in new }, folder: home.path, timeLimit: 600))
            #expect(finished.status == .code(0), "\(finished)")
        }
    }

    @Test func `every script is run`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".py") }
        let scripts = Set(files.map { String($0.dropLast(3)) }).subtracting(["connection"])
        #expect(scripts == Set(Self.subjects))
    }
}

/// The vendors' SDKs on models of other vendors, in conversations in which a model calls a tool twice, one after the other.
@Suite(.timeLimit(.minutes(10)), .enabled(if: RealClients.runsPython, RealClients.advice))
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
                        environment: home.environment.merging(settings) { _, new in new }, folder: home.path, timeLimit: 300))
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

/// Every pair of dialects, and Argo's own models, with the SDKs of the three vendors, through the program, as `Clients/Matrix/table.py`
/// has it.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: RealClients.runsPython, RealClients.advice))
struct DialectMatrixTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Clients/Matrix").path

    @Test(arguments: ["chat", "responses", "messages", "google"])
    func `every case of every upstream arrives and comes back as the table says`(dialect: String) async throws {
        let python = try #require(RealClients.python, RealClients.advice)
        let home = try TestHome()
        let upstreams = ScriptedUpstreams()
        try await withFakeArgo(quirks: .none, responder: { upstreams.steps(for: $0) }) { fake in
            let providers = ["chat/v1", "responses/v1", "messages/v1", "google"].map { path in
                let name = path.prefix { $0 != "/" }
                return "  up-\(name):\n    base_url: http://127.0.0.1:\(fake.port)/\(path)\n    dialect: \(name)\n"
            }
            try home.write("version: 1\nproviders:\n" + providers.joined(), to: ".config/argo-shim/config.yaml")
            try await withFakeArgo(tls: .generated(), quirks: .none, responder: { upstreams.steps(for: $0) }) { argo in
                try await RunningShim.with(home, argo: argo, options: ["--no-update-settings"]) { shim in
                    try await shim.waitForModels()
                    let settings = [
                        "ARGO_SHIM_PORT": "\(shim.port)", "ARGO_SHIM_TOKEN": try shim.token(), "UPSTREAM_PORT": "\(fake.port)",
                        // The repository is not the place for compiled scripts.
                        "PYTHONDONTWRITEBYTECODE": "1",
                    ]
                    let finished = try await RunningProgram.run(
                        Command(
                            program: python, arguments: ["\(Self.folder)/walk.py", dialect],
                            environment: home.environment.merging(settings) { _, new in new }, folder: home.path))
                    #expect(finished.status == .code(0), "\(finished.output)\n\(finished.errors)")
                }
            }
        }
    }
}

/// Upstreams whose answers a client of the tests brings along: the body of `POST /script` is the answer to the next request, and
/// `GET /seen` tells what that request was.
final class ScriptedUpstreams: Sendable {
    private struct State {
        var answer: [Step] = [.head(500), .end]
        var seen: ReceivedRequest?
    }

    private let state = NIOLockedValueBox(State())

    /// What is done at a request; nil for Argo's list of models, which it has of its own.
    func steps(for request: ReceivedRequest) -> [Step]? {
        switch request.path {
        case "/argoapi/v1/models": return nil
        case "/script":
            let answer = Self.answer(to: request)
            state.withLockedValue { $0 = State(answer: answer) }
            return [.head(200), .end]
        case "/seen":
            let seen = state.withLockedValue { $0.seen }
            return [.head(200, [HeaderField("x-target", seen?.target ?? "")]), .chunk(seen?.body ?? []), .end]
        default:
            return state.withLockedValue { state in
                state.seen = request
                return state.answer
            }
        }
    }

    /// The query says status and type, and whether the connection ends in the middle of the answer.
    private static func answer(to request: ReceivedRequest) -> [Step] {
        let items = URLComponents(string: request.target)?.queryItems ?? []
        let values = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        let headers = [HeaderField("content-type", values["type"] ?? ""), HeaderField("retry-after", "7")]
        let ending: Step = values["ending"] == "cut" ? .truncate : .end
        return [.head(values["status"].flatMap { Int($0) } ?? 200, headers), .chunk(request.body), ending]
    }
}
