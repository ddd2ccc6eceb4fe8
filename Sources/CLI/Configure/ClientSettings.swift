import Shim
import TokenSync

/// The settings of this user's clients, and what they must say to reach the shim.
struct ClientSettings {
    let synchronizer: TokenSynchronizer
    private let port: Int
    private let token: AccessToken
    let models: KnownModels
    private let chosenModel: String?

    /// - Parameters:
    ///   - port: the shim's; nil for that of the shim that runs, or the one derived from the user's name.
    ///   - model: the model to write, as a person spells it; nil leaves the choice to the clients.
    ///   - isWriting: whether a missing token is made. A mere look must leave nothing behind.
    /// - Throws: `TokenFileError`, and `Advice` for a model that there is not.
    init(port: Int? = nil, model: String? = nil, isWriting: Bool) throws {
        let folders = UserFolders.ofThisProcess
        synchronizer = .ofThisProcess
        self.port = port ?? PortRecord.ofThisProcess.port() ?? DerivedPort.port(forUser: UserName.ofThisProcess.forPort)
        models = KnownModels(state: folders.state)
        chosenModel = try model.map(models.canonical)
        let file = TokenFile(folder: folders.state)
        var generator = SystemRandomNumberGenerator()
        token = try (isWriting ? file.loadOrCreate() : file.load())?.tokens.current ?? AccessToken(using: &generator)
    }

    /// What would be changed.
    ///
    /// - Parameter named: the clients to look at, installed or not; nil stands for all that are installed.
    func plans(named: [ClientName]?) -> [SyncPlan] {
        let clients = named ?? installed
        // Other tools look for the token in Claude Code's settings. The others run the command, which no rotation makes stale.
        let groups: [(TokenDelivery, [ClientName])] = [
            (.echo, clients.filter { $0 == .claudeCode }), (command, clients.filter { $0 != .claudeCode }),
        ]
        return groups.map { delivery, clients in synchronizer.plan(for: access(delivery), named: clients) }
    }

    /// The clients that leave no trace here.
    var absent: [SyncPlan.Item] { survey.filter { $0.state == .notInstalled } }

    private var survey: [SyncPlan.Item] { synchronizer.plan(for: access(command)).items }

    private var installed: [ClientName] {
        let clients = Set(survey.filter { $0.state != .notInstalled }.map(\.client))
        return ClientName.allCases.filter(clients.contains)
    }

    private var command: TokenDelivery { .command(program: Process.programPath, arguments: ["token"]) }

    private func access(_ delivery: TokenDelivery) -> ShimAccess {
        ShimAccess(port: port, token: token, delivery: delivery, models: models.tiers, catalogue: models.names, chosenModel: chosenModel)
    }
}
