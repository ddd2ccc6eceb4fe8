import Daemon
import Shim
import SystemSupport
import TokenSync

/// The settings of this user's clients, and what they must say to reach the shim.
struct ClientSettings {
    let synchronizer: TokenSynchronizer
    let models: KnownModels
    private let access: ClientAccess

    /// - Parameters:
    ///   - port: the shim's; nil for that of the shim that runs, or the one derived from the user's name.
    ///   - model: the model to write, as a person spells it; nil leaves the choice to the clients.
    ///   - helper: Claude Code's way to the token; nil leaves the one that was written earlier.
    ///   - isWriting: whether a missing token is made. A mere look must leave nothing behind.
    /// - Throws: `TokenFileError`, and `Advice` for a model that there is not.
    init(port: Int? = nil, model: String? = nil, helper: HelperStyle? = nil, isWriting: Bool) throws {
        let folders = UserFolders.ofThisProcess
        synchronizer = .ofThisProcess
        // A mere look is no place for complaints about the file. What is written must not show a token that the file wants hidden.
        let config = isWriting ? try ConfigFile.load(folders) : try? ConfigFile.load(folders)
        let leavesALCFOut = config?.entry(for: .noALCF)?.value == .flag(true)
        models = KnownModels(
            state: folders.state,
            others: ConfiguredModels(config?.services ?? ProviderConfig(), folders: folders, leavesALCFOut: leavesALCFOut))
        // Nil leaves the one that was written earlier.
        let configuredHelper = config?.entry(for: .apiKeyHelper)?.value.text.flatMap { HelperStyle(rawValue: $0) }
        let file = TokenFile(folder: folders.state)
        access = ClientAccess(
            port: port ?? PortRecord.ofThisProcess.shim()?.port ?? InstanceOption.standardPort,
            token: try (isWriting ? file.loadOrCreate() : file.load())?.tokens.current ?? .random(),
            models: models, chosenModel: try model.map(models.canonical), helper: helper ?? configuredHelper,
            program: CurrentProcess.programPath)
    }

    /// What would be changed.
    ///
    /// - Parameter named: the clients to look at, installed or not; nil stands for all that are installed.
    func plans(named: [ClientName]?) -> [SyncPlan] {
        if let named { return named.map { synchronizer.plan(for: access.access(for: $0), named: [$0]) } }
        return survey.filter { !$0.items.contains { $0.state == .notInstalled } }
    }

    /// Writes what is planned, and says what came of it.
    ///
    /// - Parameter isBrief: whether only changes and failures are told.
    /// - Returns: whether nothing went wrong.
    @discardableResult
    func write(_ plans: [SyncPlan], isBrief: Bool = false) -> Bool {
        var isRight = true
        for plan in plans {
            for (item, outcome) in zip(plan.items, synchronizer.apply(plan)) {
                for warning in outcome.warnings { Console.warning(warning.description) }
                if let words = outcome.wordsForWritten {
                    Console.note(words)
                    for remark in isBrief ? [] : item.remarks { Console.note("  \(remark.description)") }
                } else if let words = outcome.wordsForFailure {
                    Console.warning(words)
                    isRight = false
                } else if outcome.result == .unchanged, !isBrief {
                    Console.note("\(outcome.client.rawValue): nothing to change in \(outcome.file)")
                }
            }
        }
        return isRight
    }

    /// The clients that leave no trace here.
    var absent: [SyncPlan.Item] { survey.flatMap(\.items).filter { $0.state == .notInstalled } }

    private var survey: [SyncPlan] {
        ClientName.allCases.map { synchronizer.plan(for: access.access(for: $0), installedOnesOf: [$0]) }
    }
}

extension TokenSynchronizer {
    /// The synchronizer of the user who runs this process.
    static var ofThisProcess: TokenSynchronizer {
        let folders = UserFolders.ofThisProcess
        return TokenSynchronizer(folders: folders) { ProgramFile.find($0, searchPath: folders.environment["PATH"]) != nil }
    }

    /// Takes back what was written into settings, and says what came of it.
    ///
    /// - Parameter named: the clients to take back; nil stands for all.
    /// - Throws: `Advice` when a file could not be given back.
    func restore(named: [ClientName]? = nil) throws {
        let outcomes = revert(named: named)
        if outcomes.isEmpty { Console.note("There is nothing to restore.") }
        for outcome in outcomes { report(outcome) }
        let failures = outcomes.filter { if case .failed = $0.result { true } else { false } }
        guard failures.isEmpty else {
            throw Advice(
                "Cannot restore \(failures.count) of \(outcomes.count) files; their backups are kept.",
                hints: ["Fix the cause, then try again: argo-shim configure --undo"])
        }
    }

    private func report(_ outcome: RevertOutcome) {
        let name = outcome.client?.rawValue ?? "a client"
        switch outcome.result {
        case .earlierBytes: Console.note("\(name): restored \(outcome.file)")
        case .removed: Console.note("\(name): removed \(outcome.file), which did not exist before")
        case .missing: Console.note("\(name): \(outcome.file) no longer exists")
        case .failed(let error): Console.warning("\(name) was not changed. \(error.description)")
        case .earlierValues(let restored, let left):
            Console.note("\(name): \(outcome.file) was edited since; restored keys: \(Self.words(for: restored))")
            if !left.isEmpty { Console.note("  not restored, because their values were changed: \(Self.words(for: left))") }
        }
    }

    private static func words(for paths: [[String]]) -> String {
        paths.isEmpty ? "none" : paths.map { $0.joined(separator: ".") }.joined(separator: ", ")
    }
}
