import Testing

@testable import CLI

@Suite struct InitSettingsTests {
    @Test func `what is typed becomes settings, and a path is one from here`() {
        let settings = InitSettings(typed: TypedOptions(["--ca-file", "a.pem", "--timeout", "30", "--direct", "--yes"]), folder: "/here")
        #expect(settings.lines == ["direct: true", "ca-file: \"/here/a.pem\"", "timeout: 30"])
        #expect(settings.arguments == ["--direct", "--ca-file=/here/a.pem", "--timeout=30"])
        #expect(settings.namesWay)
        #expect(!InitSettings(typed: TypedOptions(["--user", "a", "--port", "5"]), folder: "/").namesWay)
    }

    @Test(arguments: [
        ("alice", ["laptop", "laptop"], ["ssh-user: alice"]), ("alice", ["alice", "laptop"], ["ssh-user: alice"]),
        // An SSH configuration that names somebody is left to its word.
        ("alice", ["bob", "bob"], []), ("alice", ["alice", "alice"], []), ("laptop", ["laptop", "laptop"], []), ("alice", [], []),
    ])
    func `the servers get the name of the laboratory where they would get that of this machine`(
        user: String, hopUsers: [String], lines: [String]
    ) {
        var settings = InitSettings(typed: TypedOptions([]), folder: "/")
        settings.setSSHUser(user, loginName: "laptop", hopUsers: hopUsers)
        #expect(settings.lines == lines)
        var typed = InitSettings(typed: TypedOptions(["--ssh-user", "carol"]), folder: "/")
        typed.setSSHUser(user, loginName: "laptop", hopUsers: hopUsers)
        #expect(typed.lines == ["ssh-user: carol"])
    }
}
