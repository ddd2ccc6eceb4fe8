import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List the models that the running shim serves.",
        discussion: """
            CONTEXT and ANSWER are the tokens that a conversation and an answer may have by the vendor's word. STATE is "listed" where Argo \
            has just said so, and "listed earlier" where it said so to an earlier shim.
            """)

    /// A shim that has just come up has asked Argo, and will know its list in a moment.
    private static let patience = Duration.seconds(3)
    private static let pause = Duration.milliseconds(100)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .long, help: "Print one line of JSON; \"schema\" is its version.")
    var json = false

    func run() async throws {
        let shim = try LiveShim(instance)
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
            throw Advice("The shim's list of models is another version's.", hints: ["Start this one: argo-shim restart"])
        }
        let report = ModelReport(models: list.data.map(ListedModel.init))
        Console.line(json ? report.json : report.lines.joined(separator: "\n"))
    }
}
