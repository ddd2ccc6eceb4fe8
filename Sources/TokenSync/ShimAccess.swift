/// How clients reach the shim: what their settings must say.
public struct ShimAccess: Sendable {
    /// The loopback port.
    public let port: Int
    public let token: AccessToken
    public let delivery: TokenDelivery
    public let models: ModelTiers

    /// - Parameters:
    ///   - port: the loopback port that the shim listens on.
    ///   - token: the access token that is good now.
    ///   - delivery: how a client gets the token.
    ///   - models: names for the clients that ask for models by tier.
    public init(port: Int, token: AccessToken, delivery: TokenDelivery = .echo, models: ModelTiers = ModelTiers()) {
        self.port = port
        self.token = token
        self.delivery = delivery
        self.models = models
    }
}
