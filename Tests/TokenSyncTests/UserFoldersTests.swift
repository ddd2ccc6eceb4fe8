import Testing

@testable import TokenSync

struct UserFoldersTests {
    private func folder(_ named: String?, startedIn folder: String? = nil) -> String? {
        UserFolders(home: "/home/x/", environment: ["NAMED": named, "PWD": folder].compactMapValues { $0 }).folder(named: "NAMED")
    }

    @Test func `a folder that is named by a relative path is the same one wherever it is taken back`() {
        #expect(folder("/a/b/") == "/a/b")
        #expect(folder("b", startedIn: "/a") == "/a/b")
        #expect(folder("b/", startedIn: "/a/") == "/a/b")
        #expect(folder("b", startedIn: "/") == "/b")
        // Nobody says where it was started, or says it by a relative path.
        #expect(folder("b") == "/home/x/b" && folder("b", startedIn: "a") == "/home/x/b")
        #expect(folder("") == nil && folder(nil) == nil)
    }
}
