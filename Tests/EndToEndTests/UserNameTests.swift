import FakeArgo
import Testing

/// In whose name the real program asks Argo.
@Suite struct UserNameTests {
    @Test(arguments: [
        (["--user", "asked"], ["ARGO_USER": "argo", "CELS_USERNAME": "cels"], "asked"),
        ([], ["ARGO_USER": "argo", "CELS_USERNAME": "cels"], "argo"),
        ([], ["CELS_USERNAME": "cels"], "cels"),
        ([], ["ARGO_USER": " ", "CELS_USERNAME": "cels"], "cels"),
    ])
    func `the command line wins over ARGO_USER, which wins over CELS_USERNAME`(
        options: [String], variables: [String: String], user: String
    ) async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            let arguments = ["run", "--upstream", "127.0.0.1:\(argo.port)", "--insecure-skip-verify", "--port", "0"]
            try await RunningShim.with(home, try home.argoShim(arguments + options, environment: variables)) { shim in
                let reply = try await shim.curl().post("/v1/chat/completions", Request.chat)
                #expect(reply.status == 200, "\(reply)")
            }
            let asked = await argo.requests.filter { $0.method == "POST" }
            #expect(asked.map { $0.values(of: "x-api-key") } == [[user]])
            #expect(asked.first?.text.contains(#""user":"\#(user)""#) == true, "\(asked)")
        }
    }
}
