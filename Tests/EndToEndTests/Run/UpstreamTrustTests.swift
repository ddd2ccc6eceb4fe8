import FakeArgo
import Foundation
import Testing

/// Whom the shim takes for Argo.
@Suite struct UpstreamTrustTests {
    /// What stands between a shim and an Argo that it should not trust.
    enum Doubt: CaseIterable, Sendable {
        case unknownAuthority, missingIntermediate, anotherName, expired, anotherKey
    }

    @Test(arguments: Doubt.allCases)
    func `an upstream that is not provably Argo gets no request, and the answer says so`(doubt: Doubt) async throws {
        let home = try TestHome()
        let hosts = doubt == .anotherName ? ["apps.example.org"] : CertificateChain.argoHosts
        let chain = try CertificateChain.generate(for: hosts, isExpired: doubt == .expired)
        try await withFakeArgo(tls: ServerTLS(chain: chain)) { argo in
            let options = try options(for: doubt, chain, home)
            try await RunningShim.with(home, try command(argo, options, home)) { shim in
                let requests = [("messages", Request.messages), ("messages", Request.stream), ("chat/completions", Request.chat)]
                for (endpoint, body) in requests {
                    let reply = try await shim.curl().post("/v1/\(endpoint)", body)
                    #expect(reply.status == 502, "\(reply)")
                    #expect(reply.body.contains("does not trust apps.inside.anl.gov"), "\(reply)")
                    #expect(reply.body.contains(doubt == .anotherName ? "for another name" : "--ca-file"), "\(reply)")
                }
                let finished = await shim.stop()
                #expect(finished.status == .code(0), "\(finished)")
            }
            #expect(await argo.requestCount == 0)
        }
    }

    @Test func `--pin-spki lets the pinned key in and needs no authority`() async throws {
        let home = try TestHome()
        let chain = try CertificateChain.generate()
        for prefix in ["sha256/", "sha256//"] {
            try await withFakeArgo(tls: ServerTLS(chain: chain)) { argo in
                let options = ["--pin-spki", prefix + chain.leafSPKISHA256]
                try await expectServed(try command(argo, options, home), home)
            }
        }
    }

    @Test func `--ca-file takes the intermediate that Argo leaves out, beside the root`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                let reply = try await shim.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 200, "\(reply)")
            }
        }
    }

    @Test func `--insecure-skip-verify serves, and warns at every start`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            for _ in 0..<2 {
                let finished = try await expectServed(try command(argo, ["--insecure-skip-verify"], home), home)
                #expect(finished.errors.contains("warning: --insecure-skip-verify: anyone between you and Argo"), "\(finished)")
            }
        }
    }

    @Test(arguments: [["--test"], ["--dev"]])
    func `the other environments are asked for by their own names`(option: [String]) async throws {
        let home = try TestHome()
        let chain = try CertificateChain.generate()
        try await withFakeArgo(tls: ServerTLS(chain: chain)) { argo in
            let options = option + ["--pin-spki", "sha256/" + chain.leafSPKISHA256]
            let finished = try await expectServed(try command(argo, options, home), home)
            let name = option == ["--test"] ? "apps-test.inside.anl.gov" : "apps-dev.inside.anl.gov"
            #expect(finished.output.contains("-> https://\(name)/argoapi"), "\(finished)")
            #expect(await argo.requests.allSatisfy { $0.values(of: "host") == [name] })
        }
    }

    // MARK: What every test does

    private func command(_ argo: FakeArgo, _ options: [String], _ home: TestHome) throws -> Command {
        try home.argoShim(["run", "--upstream", "127.0.0.1:\(argo.port)", "--port", "0", "--user", "tester"] + options)
    }

    private func options(for doubt: Doubt, _ chain: CertificateChain, _ home: TestHome) throws -> [String] {
        switch doubt {
        case .unknownAuthority: return []
        case .missingIntermediate: try home.write(chain.rootPEM, to: "authorities.pem")
        case .anotherName, .expired: try home.write(chain.rootPEM + "\n" + chain.intermediatePEM, to: "authorities.pem")
        case .anotherKey: return ["--pin-spki", "sha256/" + (try CertificateChain.generate().leafSPKISHA256)]
        }
        return ["--ca-file", "\(home.path)/authorities.pem"]
    }

    @discardableResult
    private func expectServed(_ command: Command, _ home: TestHome) async throws -> FinishedProgram {
        try await RunningShim.with(home, command) { shim in
            let reply = try await shim.curl().post("/v1/messages", Request.messages)
            #expect(reply.status == 200 && reply.body.contains("Hello from Claude Opus 4.8"), "\(reply)")
            return await shim.stop()
        }
    }
}

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
