import ArgumentParser
import Testing
import Tunnel

@testable import CLI
@testable import Daemon

struct OpenSSHMasterTests {
    @Test(
        arguments: [
            ("user alice\ncontrolmaster auto\ncontrolpath /home/alice/.ssh/control-1f\nport 22\n", "/home/alice/.ssh/control-1f"),
            ("controlpath /home/alice/my sockets/c\n", "/home/alice/my sockets/c"),
            ("user alice\nport 22\n", nil), ("controlpath none\n", nil), ("controlpath \n", nil), ("", nil),
        ] as [(String, String?)])
    func `the place of the connection is what ssh says it is`(_ configuration: String, _ path: String?) {
        #expect(OpenSSHMaster.controlPath(in: configuration) == path)
    }

    @Test func `the command that opens the connection names the same server as the shim's own calls`() throws {
        let options = try RunOptions.parse(["--openssh", "--host", "there", "--ssh-user", "alice", "--ssh-config", "/my files/config"])
        let plan = OpenSSHPlan(options.tunnel, serverName: "apps.inside.anl.gov")
        #expect(plan.serverArguments == ["-F", "/my files/config", "-l", "alice", "there"])
        #expect(plan.openingCommand == "ssh -fNM -F '/my files/config' -l alice there")
        #expect(plan.target.description == "apps.inside.anl.gov:443")
    }

    @Test(arguments: [
        ["--openssh", "--jump", "a"], ["--openssh", "--nojump"], ["--openssh", "--password"], ["--openssh", "--direct"],
        ["--openssh", "--tunnel-port", "9000"], ["--openssh", "--upstream", "127.0.0.1:1"],
    ])
    func `what does not go with the user's own ssh is refused`(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try RunOptions.parse(arguments) }
    }
}
