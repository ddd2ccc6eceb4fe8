/// How clients reach the shim: what their settings must say.
package struct ShimAccess: Sendable {
    /// The loopback port.
    package let port: Int
    package let token: AccessToken
    package let delivery: TokenDelivery
    /// Another way to the token, which stays where it was written earlier; nil where every client is to have `delivery`.
    package let alternative: TokenDelivery?
    package let models: ModelTiers
    /// The names of the models for conversations, for the clients that ask for a list.
    package let catalogue: [String]
    /// The model that the user asked for; nil leaves the choice, and the choice of the provider, to the client.
    package let chosenModel: String?

    /// - Parameters:
    ///   - port: the loopback port that the shim listens on.
    ///   - token: the access token that is good now.
    ///   - delivery: how a client gets the token.
    ///   - alternative: another way to the token, which stays where it was written earlier.
    ///   - models: names for the clients that ask for models by tier.
    ///   - catalogue: names of the models for conversations; empty while they are not known, which leaves what is written.
    ///   - chosenModel: the model that the clients shall use; nil leaves the choice to them.
    package init(
        port: Int, token: AccessToken, delivery: TokenDelivery = .echo, alternative: TokenDelivery? = nil,
        models: ModelTiers = ModelTiers(),
        catalogue: [String] = [], chosenModel: String? = nil
    ) {
        self.port = port
        self.token = token
        self.delivery = delivery
        self.alternative = alternative
        self.models = models
        self.catalogue = catalogue
        self.chosenModel = chosenModel
    }

    /// Where OpenAI's dialect is spoken.
    var openAIBase: String { "http://127.0.0.1:\(port)/v1" }
    /// Where Anthropic's dialect is spoken; some clients add `/v1` themselves.
    var anthropicBase: String { "http://127.0.0.1:\(port)/argoapi" }
    /// Where Google's dialect is spoken; clients add the version.
    var googleBase: String { "http://127.0.0.1:\(port)" }
    /// The variable that carries the token for clients that take it from their environment alone.
    static let tokenVariable = "ARGO_SHIM_TOKEN"
}
