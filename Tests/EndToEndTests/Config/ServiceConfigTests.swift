import FakeArgo
import Foundation
import Testing

/// Services beside Argo that the configuration file names, asked through the program itself.
@Suite(.timeLimit(.minutes(2))) struct ServiceConfigTests {
    private let answer =
        #"{"id":"c","object":"chat.completion","created":1,"model":"big","choices":[{"index":0,"message":{"role":"assistant","content":"Four."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}"#

    private func script(_ path: String, _ status: Int, _ text: String) -> Script {
        Script(path: path, [.head(status, [HeaderField("content-type", "application/json")]), .chunk(text), .end])
    }

    @Test func `the file's provider answers over TLS under the user's name for its model, and another one stands in for it`() async throws {
        let home = try TestHome()
        let tls = ServerTLS(chain: try CertificateChain.generate(for: ["localhost"]), sendsIntermediate: true)
        let scripts = [
            script("/v1/messages", 503, #"{"type":"error","error":{"type":"api_error","message":"busy"}}"#),
            script("/gw/chat/completions", 200, answer),
        ]
        try await withFakeArgo(tls: tls, quirks: .none, scripts: scripts) { fake in
            try home.write(tls.chain.rootPEM, to: ".config/argo-shim/team.pem")
            try home.write("secret-of-team\n", to: "team.key")
            try home.write(
                """
                version: 1
                providers:
                  team:
                    base_url: https://localhost:\(fake.port)/v1
                    dialect: messages
                    key_file: ~/team.key
                    ca_file: team.pem
                    headers: {x-group: physics}
                  alcf-metis:
                    base_url: https://localhost:\(fake.port)/gw
                    key_command: [/bin/echo, token-of-metis]
                    ca_file: team.pem
                models:
                  mine: {model: team/big, max_output: 4096}
                fallbacks:
                  mine: [alcf-metis/gpt-oss-120b]
                """, to: ".config/argo-shim/config.yaml")
            let command = try home.argoShim(["run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester", "--no-update-settings"])
            try await RunningShim.with(home, command) { shim in
                let reply = try await shim.curl().post(
                    "/v1/chat/completions", #"{"model":"mine","messages":[{"role":"user","content":"2+2?"}]}"#)
                #expect(reply.status == 200 && reply.body.contains("Four."), "\(reply)")
                let requests = await fake.requests
                #expect(requests.map(\.path) == ["/v1/messages", "/gw/chat/completions"])
                #expect(requests.first?.values(of: "x-api-key") == ["secret-of-team"])
                #expect(requests.first?.values(of: "x-group") == ["physics"])
                #expect(requests.last?.values(of: "authorization") == ["Bearer token-of-metis"])
                _ = try await shim.program.errors.line(containing: "which answered 503")
                #expect(!shim.program.errors.text.contains("secret-of-team") && !shim.program.errors.text.contains("token-of-metis"))

                try home.write("version: 1\n", to: ".config/argo-shim/config.yaml")
                let reload = try await RunningProgram.run(try home.argoShim("reload"))
                #expect(reload.errors.contains("waiting for another start: providers, models, fallbacks."), "\(reload)")
            }
        }
    }

    @Test func `a file of certificates that is not there ends the start with its name`() async throws {
        let home = try TestHome()
        try home.write(
            "version: 1\nproviders:\n  team:\n    base_url: https://localhost/v1\n    dialect: chat\n    ca_file: gone.pem\n",
            to: ".config/argo-shim/config.yaml")
        let finished = try await RunningProgram.run(
            try home.argoShim(["run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester", "--no-update-settings"]))
        #expect(finished.status == .code(2))
        #expect(finished.errors.contains("\(home.path)/.config/argo-shim/gone.pem, which the provider team names"), "\(finished)")
    }
}
