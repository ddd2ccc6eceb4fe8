import Foundation
import Testing

@testable import TokenSync

struct UnifiedDiffTests {
    private func diff(_ before: String?, _ after: String) -> String {
        UnifiedDiff(from: before.map { Array($0.utf8) }, to: Array(after.utf8), name: "f").text
    }

    @Test(arguments: [
        ("a\n", "a\n", ""), ("", "", ""), ("", "a\n", "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n"),
        ("a\nb\n", "a\nc\n", "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
        ("a", "a\n", "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        (
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nx\n2\n3\n4\n5\n6\n7\n8\n",
            "--- f\n+++ f\n@@ -1,4 +1,5 @@\n 1\n+x\n 2\n 3\n 4\n@@ -6,4 +7,3 @@\n 6\n 7\n 8\n-9\n"
        ),
    ])
    func `a difference is written as diff writes it`(before: String, after: String, text: String) {
        #expect(diff(before, after) == text)
    }

    @Test func `a new file has none before it`() {
        #expect(diff(nil, "a\n") == "--- /dev/null\n+++ f\n@@ -0,0 +1 @@\n+a\n")
    }

    @Test func `what differs too much is shown as one change`() {
        let before = (0..<3_000).map { "a\($0)\n" }.joined()
        let after = (0..<3_000).map { "b\($0)\n" }.joined()
        #expect(diff(before, after).hasPrefix("--- f\n+++ f\n@@ -1,3000 +1,3000 @@\n-a0\n-a1\n"))
    }
}
