import TokenSync

/// How the clients of a user reach a shim, and by which rule each of them gets the token.
struct ClientAccess {
    /// The shim's loopback port.
    let port: Int
    /// The token that is good now.
    let token: AccessToken
    let models: KnownModels
    /// The model that a person asked for; nil leaves the choice to the clients.
    var chosenModel: String?
    /// Claude Code's way to the token; nil leaves the one that was written earlier, which is `echo` at first.
    var helper: AccessOptions.HelperStyle?
    /// Absolute path of this program.
    let program: String

    /// What the settings of a client shall say.
    func access(for client: ClientName) -> ShimAccess {
        // Other tools look for the token in Claude Code's settings. The others run the command, which no rotation makes stale.
        let command = TokenDelivery.command(program: program, arguments: ["token"])
        let isClaudeCode = client == .claudeCode
        return ShimAccess(
            port: port, token: token, delivery: isClaudeCode && helper != .command ? .echo : command,
            alternative: isClaudeCode && helper == nil ? command : nil, models: models.tiers, catalogue: models.names,
            chosenModel: chosenModel)
    }
}
