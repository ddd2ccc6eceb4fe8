import Translation

/// ALCF's inference endpoints: https://docs.alcf.anl.gov/services/inference-endpoints/.
extension Provider {
    /// The addresses of ALCF's clusters and of the login in front of them.
    package enum ALCF {
        static let gateway = "https://inference-api.alcf.anl.gov/resource_server"
        /// Names a token that somebody has fetched by other means.
        package static let variable = "ALCF_INFERENCE_TOKEN"
        static let advice = """
            Log in with ALCF's helper: python3 inference_auth_token.py authenticate \
            (https://docs.alcf.anl.gov/services/inference-endpoints/), or put a token into \(variable) and restart argo-shim.
            """
    }

    /// Sophia and Metis, which take the same token.
    ///
    /// - Parameters:
    ///   - home: the user's home folder, where ALCF's helper keeps its token.
    ///   - token: what `$ALCF_INFERENCE_TOKEN` holds; nil where it is not set.
    ///   - gateway: the address of ALCF's gateway; nil for the real one.
    ///   - login: how the token is kept and renewed; nil for the way of ALCF's helper.
    package static func alcf(home: String, token: ProviderKey?, gateway: ServiceAddress? = nil, login: GlobusLogin? = nil) -> [Provider] {
        let gateway = gateway ?? ServiceAddress(ALCF.gateway)
        // The model ids are those of ALCF's page, September 2026.
        let clusters = [
            (name: "alcf-sophia", title: "ALCF Sophia", path: "/sophia/vllm/v1", models: ["openai/gpt-oss-120b"]),
            (name: "alcf-metis", title: "ALCF Metis", path: "/metis/api/v1", models: ["gpt-oss-120b"]),
        ]
        return clusters.compactMap { cluster in
            guard let address = gateway?.below(cluster.path), let login = login ?? .alcf(home: home) else { return nil }
            var provider = Provider(name: cluster.name, address: address, dialect: .chat)
            provider.title = cluster.title
            provider.keys = [.variable(ALCF.variable, token), .globus(login)]
            provider.keyAdvice = ALCF.advice
            provider.bodyRules = .alcf
            provider.knownModels = cluster.models
            return provider
        }
    }
}

extension GlobusLogin {
    /// The login that ALCF's helper made: a public client of Globus Auth, and the gateway's tokens.
    static func alcf(home: String) -> GlobusLogin? {
        let client = "58fdd3bc-e1c3-4ce5-80ea-8d6b87cfb944"
        return ServiceAddress("https://auth.globus.org/v2/oauth2/token").map { tokenAddress in
            GlobusLogin(
                path: "\(home)/.globus/app/\(client)/inference_app/tokens.json",
                resourceServer: "681c10cc-f684-4540-bcd7-0b4df3bc26ef", client: client, tokenAddress: tokenAddress)
        }
    }
}
