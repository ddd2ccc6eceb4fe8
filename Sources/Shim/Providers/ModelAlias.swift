/// A name that the user has given a model, and what is known of the model.
package struct ModelAlias: Equatable, Sendable {
    package let name: String
    /// Any name that the model can be asked for by.
    package let target: String
    /// What it can do; nil where nothing is said of it.
    package let capabilities: Set<ModelCapability>?
    /// The most tokens that it answers with; nil where nothing is said of it.
    package let maximumOutput: Int?
    /// The tokens that a conversation with it may have; nil where nothing is said of it.
    package let contextTokens: Int?

    /// - Parameters:
    ///   - name: what clients ask for.
    ///   - target: any name that the model can be asked for by.
    ///   - capabilities: what it can do; nil where nothing is said of it.
    ///   - maximumOutput: in tokens, above 0; nil where nothing is said of it.
    ///   - contextTokens: above 0; nil where nothing is said of it.
    package init(
        name: String, target: String, capabilities: Set<ModelCapability>? = nil, maximumOutput: Int? = nil, contextTokens: Int? = nil
    ) {
        self.name = name
        self.target = target
        self.capabilities = capabilities
        self.maximumOutput = maximumOutput
        self.contextTokens = contextTokens
    }
}
