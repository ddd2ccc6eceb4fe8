import Shim
import Testing
import TokenSync

@testable import CLI
@testable import Daemon

/// Which models beside Argo's the settings of clients name.
struct ConfiguredModelsTests {
    private func services(_ text: String) throws -> ProviderConfig {
        try ConfigFile(Array("version: 1\n\(text)".utf8), path: "/etc/argo/config.yaml", home: "/home/alice").services
    }

    private let alcf = Provider.alcf(home: "/home/alice", token: nil)

    @Test func `the user's names come first, then the models of the file's providers, then those of the ones that are there`() throws {
        let config = try services(
            """
            providers:
              mine: {base_url: 'http://127.0.0.1:8000/v1', dialect: chat, models: [qwen3-8b, nomic-embed-text]}
              unsaid: {base_url: 'http://127.0.0.1:8000/v1', dialect: chat}
            models:
              fast: mine/qwen3-8b
              vectors: mine/nomic-embed-text
              search: {model: mine/other, capabilities: [embedding]}
            """)
        let models = ConfiguredModels(config, standard: alcf) { _ in true }
        #expect(models.names == ["fast", "mine/qwen3-8b", "alcf-sophia/openai/gpt-oss-120b", "alcf-metis/gpt-oss-120b"])
        for name in ["fast", "vectors", "mine/anything", "alcf-sophia/a/b"] { #expect(models.contains(name), "\(name)") }
        for name in ["gpt-4o", "mine/", "openai/gpt-4o", "theirs/x"] { #expect(!models.contains(name), "\(name)") }
    }

    @Test func `what the file says of a provider that is there counts, and nobody is told of one without a login`() throws {
        let config = try services("providers:\n  alcf-sophia: {models: [a/b]}\n")
        #expect(ConfiguredModels(config, standard: Array(alcf.prefix(1)), isUsed: { _ in true }).names == ["alcf-sophia/a/b"])
        let nobody = UserFolders(home: "/nonexistent", environment: [:])
        #expect(ConfiguredModels(ProviderConfig(), folders: nobody, leavesALCFOut: false).names == [])
        #expect(
            ConfiguredModels(try services("providers:\n  alcf-metis: {timeout: 9}\n"), folders: nobody, leavesALCFOut: false).names == [
                "alcf-metis/gpt-oss-120b"
            ])
        #expect(ConfiguredModels(ProviderConfig(), folders: nobody, leavesALCFOut: false).contains("alcf-metis/gpt-oss-120b"))
        let without = ConfiguredModels(config, folders: nobody, leavesALCFOut: true)
        #expect(without.names == [] && !without.contains("alcf-metis/gpt-oss-120b"))
    }

    @Test func `what stands in other lines says nothing else`() throws {
        let text = "providers:\n  alcf-metis: {timeout: 9}\nmodels:\n  fast: alcf-metis/x\n"
        let (config, later) = (try services(text), try services("# a remark\n" + text))
        #expect(config != later && config.sections(differingFrom: later) == [])
        #expect(config.sections(differingFrom: config.withoutBuiltIn) == ["providers"])
    }

    @Test func `while Argo's models are not known nothing is listed, and a name is taken all the same`() throws {
        let others = ConfiguredModels(try services("models:\n  fast: mine/x\n"), standard: [], isUsed: { _ in true })
        #expect(KnownModels(nil, others: others).names == [])
        #expect(try KnownModels(nil, others: others).canonical("fast") == "fast")
        #expect(KnownModels(.builtIn, others: others).names.last == "fast")
        #expect(throws: Advice.self) { try KnownModels(nil, others: others).canonical("no-such-model") }
    }
}
