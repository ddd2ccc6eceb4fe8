import Testing
import TokenSync

@testable import CLI

struct ClientAccessTests {
    private func access(to client: ClientName, _ helper: AccessOptions.HelperStyle?) throws -> ShimAccess {
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
        for helper in [AccessOptions.HelperStyle.echo, nil] {
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
