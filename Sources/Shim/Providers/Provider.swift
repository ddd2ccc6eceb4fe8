package import NIOCore
package import Translation

/// A service beside Argo whose models clients can ask for, as `NAME/MODEL`.
package struct Provider: Sendable {
    /// What a model's name begins with, such as `alcf-sophia`.
    package let name: String
    /// What people call it.
    package var title: String
    /// What its routes are below: `/chat/completions`, `/responses`, `/messages`, `/models`. Google's may leave out the version.
    package let address: ServiceAddress
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
    package init(name: String, address: ServiceAddress, dialect: Dialect) {
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
            name: title, trustAdvice: "Name the authority's certificate with ca_file of the provider \(name).", keyAdvice: refusalAdvice,
            isArgo: false)
    }

    /// What to do where it does not take its key. What a variable holds cannot change while the shim runs.
    private var refusalAdvice: String? {
        let places = keys.drop { if case .variable(_, nil) = $0 { true } else { false } }
        guard !takesKeysInTurn, case .variable(let name, _)? = places.first else { return keyAdvice }
        let other = places.dropFirst().first.map { ", or restart it without that variable, so that \($0.place) counts" } ?? ""
        return "The key is what $\(name) held when argo-shim was started: put another one there and restart argo-shim\(other)."
    }
}
