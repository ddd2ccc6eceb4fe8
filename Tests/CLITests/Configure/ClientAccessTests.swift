import Testing
import TokenSync

@testable import CLI

struct ClientAccessTests {
    private func delivery(to client: ClientName, _ helper: AccessOptions.HelperStyle) throws -> TokenDelivery {
        let access = ClientAccess(
            port: 4_000, token: try AccessToken(parsing: "0123456789abcdef"), models: KnownModels(nil), helper: helper, program: "/bin/shim"
        )
        return access.access(for: client).delivery
    }

    @Test(arguments: ClientName.allCases)
    func `the token stands in Claude Code's settings unless a command was asked for, and for all others there is the command`(
        client: ClientName
    ) throws {
        let command = TokenDelivery.command(program: "/bin/shim", arguments: ["token"])
        #expect(try delivery(to: client, .echo) == (client == .claudeCode ? .echo : command))
        #expect(try delivery(to: client, .command) == command)
    }
}
