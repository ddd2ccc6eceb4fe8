import TokenSync

/// What a client's environment must say for it to use the shim.
struct ClientEnvironment {
    /// In the order in which they are printed.
    let variables: [(name: String, value: String)]

    /// - Parameters:
    ///   - port: the shim's.
    ///   - token: the one that is good now.
    ///   - inherited: the environment that is added to.
    ///   - selection: the variables that are wanted.
    init(port: Int, token: AccessToken, inherited: [String: String], selection: [ClientVariable]) {
        let noProxy = NoProxyEntries(upperCase: inherited["NO_PROXY"], lowerCase: inherited["no_proxy"])
        variables = selection.map { variable in
            let value =
                switch variable {
                case .token, .anthropicKey, .openAIKey, .argoKey: token.secret
                // Without /v1: clients of Anthropic's add it, and those of OpenAI's do not.
                case .anthropicAddress: "http://127.0.0.1:\(port)/argoapi"
                case .openAIAddress: "http://127.0.0.1:\(port)/v1"
                case .noProxy: noProxy.upperCase
                case .lowerCaseNoProxy: noProxy.lowerCase
                }
            return (variable.rawValue, value)
        }
    }
}
