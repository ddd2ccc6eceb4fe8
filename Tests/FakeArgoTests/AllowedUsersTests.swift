import Testing

@testable import FakeArgo

@Suite struct AllowedUsersTests {
    @Test(
        arguments: [
            ("alice", true), ("a.b-c_9", true), ("nobody", false), ("", false), ("Alice", false), ("sk-ant-KEY", false), ("a b", false),
            ("a,b", false), ("é", false), (String(repeating: "a", count: 32), true), (String(repeating: "a", count: 33), false),
        ]
    )
    func `a user is well formed or not`(user: String, isAllowed: Bool) {
        #expect(AllowedUsers.anyWellFormed.contains(user) == isAllowed)
    }

    @Test func `a list allows whom it names`() {
        #expect(AllowedUsers.only(["Nobody"]).contains("Nobody"))
        #expect(!AllowedUsers.only(["a"]).contains("b"))
    }
}
