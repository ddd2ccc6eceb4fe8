import ArgumentParser
import Daemon
import FoundationSubset

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List the models that the running shim serves.",
        discussion: """
            CONTEXT and ANSWER are the most tokens of a conversation and of an answer, as the vendor states them. STATE is "listed" if \
            Argo lists the model now, and "listed earlier" if it did so for an earlier shim.
            """)

    /// A shim that has just come up has asked Argo, and will know its list in a moment.
    private static let patience = Duration.seconds(3)
    private static let pause = Duration.milliseconds(100)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .long, help: "Print one line of JSON; \"schema\" is its version.")
    var json = false

    func run() async throws {
        let shim = try LoopbackRequest(to: instance)
        let end = ContinuousClock.now + Self.patience
        var reply = try await shim.ask { try await $0.get("/v1/models") }
        while reply.status == 503, ContinuousClock.now < end {
            // Nobody cancels this task.
            try? await Task.sleep(for: Self.pause)
            reply = try await shim.ask { try await $0.get("/v1/models") }
        }
        guard reply.status == 200 else { throw Advice(reply) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let list: ListedModel.Reply
        do {
            list = try decoder.decode(ListedModel.Reply.self, from: Data(reply.body))
        } catch {
            throw Advice("The shim's list of models is from another version.", hints: ["Start this version: argo-shim restart"])
        }
        let report = ModelReport(models: list.data.map(ListedModel.init))
        Console.line(json ? report.json : report.lines.joined(separator: "\n"))
    }
}

/// A model that a running shim lists.
struct ListedModel: Encodable {
    /// What clients call it.
    let name: String
    /// Who serves it: `argo`, or another of the shim's.
    let provider: String
    let displayName: String?
    let aliases: [String]
    /// Of `text`, `vision`, `tools`, `reasoning` and `embedding`; nil where nothing is known.
    let capabilities: [String]?
    /// Tokens of a conversation, and of an answer, by the vendor's word.
    let contextTokens: Int?
    let answerTokens: Int?
    /// `listed`, or how else it is.
    let state: String?
}

extension ListedModel {
    /// An element of `GET /v1/models`.
    struct Element: Decodable {
        struct Facts: Decodable {
            let provider: String?
            let capabilities: [String]?
            let contextTokens: Int?
            let answerTokens: Int?
            let state: String?
        }

        let id: String
        let displayName: String?
        let aliases: [String]?
        let ownedBy: String?
        let argoShim: Facts?
    }

    struct Reply: Decodable {
        let data: [Element]
    }

    init(_ element: Element) {
        let facts = element.argoShim
        self.init(
            name: element.id, provider: facts?.provider ?? element.ownedBy ?? "argo", displayName: element.displayName,
            aliases: element.aliases ?? [], capabilities: facts?.capabilities, contextTokens: facts?.contextTokens,
            answerTokens: facts?.answerTokens, state: facts?.state)
    }
}

/// The models of a shim, for a terminal and for programs.
struct ModelReport: Encodable {
    /// Raised when a member changes its meaning or goes; new ones may come at any time.
    let schema = 1
    let models: [ListedModel]

    /// A table, each column as wide as its widest word.
    var lines: [String] {
        TextTable([["MODEL", "PROVIDER", "CAN DO", "CONTEXT", "ANSWER", "STATE"]] + models.map(Self.row)).lines
    }

    private static func row(_ model: ListedModel) -> [String] {
        [
            model.name, model.provider, model.capabilities?.joined(separator: " ") ?? "?", model.contextTokens.map(String.init) ?? "?",
            model.answerTokens.map(String.init) ?? "-", model.state ?? "?",
        ]
    }
}
