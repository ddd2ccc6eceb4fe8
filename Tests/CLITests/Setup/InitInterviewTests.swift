import Testing
import TokenSync

@testable import CLI
@testable import Daemon

@Suite struct InitInterviewTests {
    /// A person who types these lines, and then closes the input.
    private final class Person {
        var lines: [String]
        var questions: [String] = []
        var remarks: [String] = []

        init(_ lines: [String]) { self.lines = lines }

        var interview: InitInterview {
            InitInterview(
                ask: { [self] question in
                    questions.append(question)
                    return lines.isEmpty ? nil : lines.removeFirst()
                },
                tell: { [self] in remarks.append($0) })
        }
    }

    @Test func `an empty line is the usual answer, which each question names`() throws {
        let person = Person(["", " ", "", ""])
        #expect(try person.interview.userName(usual: "alice") == "alice")
        #expect(try person.interview.isInside() == false)
        #expect(try person.interview.clients() == .all)
        #expect(try person.interview.wantsToWrite())
        for (question, usual) in zip(person.questions, ["[alice]", "[no]", "[all]", "[yes]"]) { #expect(question.contains(usual)) }
    }

    @Test func `what cannot be used is asked again`() throws {
        let person = Person(["two words", "a;b", " bob ", "maybe", "YES", "nonsense", "codex, zed"])
        #expect(try person.interview.userName(usual: "alice") == "bob")
        #expect(try person.interview.isInside())
        #expect(try person.interview.clients() == .named([.codex, .zed]))
        #expect(person.remarks.count == 4)
    }

    @Test func `the end of the input is the end`() {
        let person = Person(["two words"])
        #expect(throws: Advice("Nothing was written.")) { try person.interview.userName(usual: "alice") }
    }

    @Test func `where nobody is asked the usual answers count`() throws {
        let interview = InitInterview(ask: nil, tell: { _ in Issue.record("somebody was told something") })
        #expect(try interview.userName(usual: "alice") == "alice")
        #expect(try interview.isInside() == false)
        #expect(try interview.wantsToWrite() && interview.usesALCF())
        #expect(try interview.clients() == .all)
    }

    @Test(
        arguments: [
            ("all", ClientChoice.all), ("NONE", .noClient), ("codex", .named([.codex])), ("zed,codex zed", .named([.zed, .codex, .zed])),
            ("", nil), ("codex,nonsense", nil), (",", nil),
        ] as [(String, ClientChoice?)])
    func `clients are named with commas or blanks`(text: String, choice: ClientChoice?) {
        #expect(ClientChoice(argument: text) == choice)
        #expect(ClientChoice.named([.zed, .codex, .zed]).clients(among: []) == [.codex, .zed])
        #expect(ClientChoice.all.clients(among: [.zed]) == [.zed])
    }
}

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
