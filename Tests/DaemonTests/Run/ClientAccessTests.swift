import LosslessJSON
import Testing

@testable import Daemon
@testable import TokenSync

struct ClientAccessTests {
    private func access(to client: ClientName, _ helper: HelperStyle?) throws -> ShimAccess {
        let access = ClientAccess(
            port: 4_000, token: try AccessToken(parsing: "0123456789abcdef"), models: KnownModels(nil), helper: helper, program: "/bin/shim"
        )
        return access.access(for: client)
    }

    @Test(arguments: ClientName.allCases)
    func `the token stands in Claude Code's settings unless a command was asked for, and for all others there is the command`(
        client: ClientName
    ) throws {
        let command = TokenDelivery.command(program: "/bin/shim", arguments: ["token"])
        for helper in [HelperStyle.echo, nil] {
            #expect(try access(to: client, helper).delivery == (client == .claudeCode ? .echo : command))
        }
        #expect(try access(to: client, .command).delivery == command)
    }

    @Test func `only where nobody asked for a way, the one that was written earlier stays`() throws {
        let command = TokenDelivery.command(program: "/bin/shim", arguments: ["token"])
        #expect(try access(to: .claudeCode, nil).alternative == command)
        #expect(try access(to: .claudeCode, .echo).alternative == nil && access(to: .claudeCode, .command).alternative == nil)
        #expect(try access(to: .codex, nil).alternative == nil)
    }
}

struct SyncOutcomeWordsTests {
    private func words(_ paths: [[PathStep]]) -> String? {
        let changes = paths.map { SettingChange(path: $0, before: nil, after: .string("value-of-a-setting"), isSecret: false) }
        return SyncOutcome(client: .zed, file: "FILE", result: .written(changes), warnings: []).wordsForWritten
    }

    private func item(_ name: String) -> PathStep { .item(key: "name", value: name) }

    @Test func `keys are named by their paths, without their values`() {
        #expect(words([["a", "b"], ["c"]]) == "zed: wrote a.b, c in FILE")
    }

    @Test func `one item of a list is named, several are counted`() {
        #expect(words([["list", item("x"), "a"], ["list", item("x"), "b"]]) == "zed: wrote list[name=x].a, list[name=x].b in FILE")
        #expect(
            words([["a"], ["b", "list", item("x"), "a"], ["b", "list", item("x"), "b"], ["b", "list", item("y"), "a"]])
                == "zed: wrote a, b.list (2 items) in FILE")
        #expect(words([[item("x"), "a"], [item("y"), "a"], [item("z"), "a"]]) == "zed: wrote 3 items in FILE")
    }

    @Test func `of many keys the first are named`() {
        #expect(words((1...10).map { [.key("k\($0)")] }) == "zed: wrote k1, k2, k3, k4, k5, k6, k7, k8 and 2 more in FILE")
    }

    @Test func `nothing is said where nothing was written`() {
        #expect(SyncOutcome(client: .zed, file: "FILE", result: .unchanged, warnings: []).wordsForWritten == nil)
    }
}
