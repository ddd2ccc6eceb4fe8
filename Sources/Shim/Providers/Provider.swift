import Models
package import NIOCore
package import Translation

/// A service beside Argo whose models clients can ask for, as `NAME/MODEL`.
package struct Provider: Sendable {
    /// What a model's name begins with, such as `alcf-sophia`.
    package let name: String
    /// What people call it.
    package var title: String
    /// What its routes are below: `/chat/completions`, `/responses`, `/messages`, `/models`. Google's may leave out the version.
    package let address: ProviderAddress
    /// The one that it speaks.
    package let dialect: Dialect
    /// Where its key is to be had: the first of them that has one counts. None where it wants no key.
    package var keys: [KeySource] = []
    /// Whether each request takes the next of them that has one, and not the first.
    package var takesKeysInTurn = false
    /// What to do without a key, or with one that it does not take: a whole sentence.
    package var keyAdvice: String?
    /// Headers that each request gets, instead of the client's of the same name.
    package var headers: [(name: String, value: String)] = []
    /// Whose certificates count.
    package var trust = UpstreamTLS.Trust.authorities(additional: [])
    /// What stands between; nil where it is dialled directly.
    package var proxy: ProxyAddress?
    /// How long the head of an answer may take; nil for as long as Argo's.
    package var timeout: TimeAmount?
    /// How much it is asked at most.
    package var limits = ProviderLimits()
    /// The fields that it takes, where it refuses a request with any other; nil where it takes what it is sent.
    package var bodyRules: BodyRules?
    /// Models that it is known to have, for as long as its own list has not been read.
    package var knownModels: [String] = []

    /// - Parameters:
    ///   - name: letters, digits and `._-`; see `ProviderName`.
    ///   - address: without the routes.
    ///   - dialect: the one that it speaks.
    package init(name: String, address: ProviderAddress, dialect: Dialect) {
        self.name = name
        title = name
        self.address = address
        self.dialect = dialect
    }

    /// The path that its routes are below, with the version of Google's API where the address has none.
    var basePath: String {
        // `/v1beta`, and `/v1/publishers/google` of Vertex AI (https://cloud.google.com/vertex-ai/generative-ai/docs/start/api-keys).
        let hasVersion = address.path.split(separator: "/").contains { $0.hasPrefix("v1") }
        return dialect == .google && !hasVersion ? address.path + "/v1beta" : address.path
    }

    var service: UpstreamService {
        UpstreamService(
            name: title, trustAdvice: "Add the certificate of its authority as ca_file of the provider \(name).", keyAdvice: refusalAdvice,
            isArgo: false)
    }

    /// What to do where it does not take its key. What a variable holds cannot change while the shim runs.
    private var refusalAdvice: String? {
        let places = keys.drop { if case .variable(_, nil) = $0 { true } else { false } }
        guard !takesKeysInTurn, case .variable(let name, _)? = places.first else { return keyAdvice }
        let other = places.dropFirst().first.map { ", or restart it without that variable to use \($0.place)" } ?? ""
        return "argo-shim read the key from $\(name) when it started: set another one and restart argo-shim\(other)."
    }
}

extension Provider {
    /// What stands in front of the names of Argo's own models (`ModelName`).
    package static let reservedNames: Set<String> = ["argo", "anthropic", "openai", "google", "azure", "vertex_ai", "gemini", "models"]
    /// The providers that need no configuration.
    package static let builtInNames: Set<String> = ["alcf-sophia", "alcf-metis"]

    /// Whether a text can be a provider's name: it begins the names of its models.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, ModelName.isLetter(first), text.utf8.count <= 64, !reservedNames.contains(text) else {
            return false
        }
        return text.utf8.allSatisfy { ModelName.isLetter($0) || ModelName.isDigit($0) || "._-".utf8.contains($0) }
    }
}

/// ALCF's inference endpoints: https://docs.alcf.anl.gov/services/inference-endpoints/.
extension Provider {
    /// The addresses of ALCF's clusters and of the login in front of them.
    package enum ALCF {
        static let gateway = "https://inference-api.alcf.anl.gov/resource_server"
        /// Names a token that somebody has fetched by other means.
        package static let variable = "ALCF_INFERENCE_TOKEN"
        static let advice = """
            Log in with ALCF's helper: python3 inference_auth_token.py authenticate \
            (https://docs.alcf.anl.gov/services/inference-endpoints/), or set \(variable) to a token and restart argo-shim.
            """
    }

    /// Sophia and Metis, which take the same token.
    ///
    /// - Parameters:
    ///   - home: the user's home folder, where ALCF's helper keeps its token.
    ///   - token: what `$ALCF_INFERENCE_TOKEN` holds; nil where it is not set.
    ///   - gateway: the address of ALCF's gateway; nil for the real one.
    ///   - login: how the token is kept and renewed; nil for the way of ALCF's helper.
    package static func alcf(home: String, token: ProviderKey?, gateway: ProviderAddress? = nil, login: GlobusLogin? = nil) -> [Provider] {
        let gateway = gateway ?? ProviderAddress(ALCF.gateway)
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
        return ProviderAddress("https://auth.globus.org/v2/oauth2/token").map { tokenAddress in
            GlobusLogin(
                path: "\(home)/.globus/app/\(client)/inference_app/tokens.json",
                resourceServer: "681c10cc-f684-4540-bcd7-0b4df3bc26ef", client: client, tokenAddress: tokenAddress)
        }
    }
}
