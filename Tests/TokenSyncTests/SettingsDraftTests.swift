import Foundation
import LosslessJSON
import Testing

@testable import TokenSync

/// Properties over 2,000 random settings files in eight equal parts.
struct SettingsDraftTests {
    private static let filesPerPart = 250

    private static func edits(port: Int = 12345) throws -> [SettingEdit] {
        SettingsClient.claudeCode(UserFolders(home: "/home/x")).files(try ClaudeCodeHome.access(port: port))[0].edits
    }

    private static let record = BackupRecord(client: .claudeCode, file: "/home/x/.claude/settings.json", format: .json)

    @Test(arguments: 0..<8)
    func `what is written can be taken back, is written once, and leaves all else alone`(part: Int) throws {
        let edits = try Self.edits()
        for index in 0..<Self.filesPerPart {
            var random = RandomSettings(seed: UInt64(part * Self.filesPerPart + index))
            let before = random.file()
            let context = Comment(rawValue: "seed \(part * Self.filesPerPart + index): \(String(decoding: before, as: UTF8.self))")
            let draft = try SettingsDraft(edits, on: before, remembering: Self.record)
            let after = try JSONDocument(draft.bytes, syntax: .jsonc)
            #expect(draft.changes.isEmpty == (draft.bytes == before), context)
            let base = after.value(at: ["env", "ANTHROPIC_BASE_URL"]).flatMap(after.string)
            #expect(base == "http://127.0.0.1:12345/argoapi", context)
            // Again: nothing. With another port: one change, and the memory of the first bytes.
            #expect(try SettingsDraft(edits, on: draft.bytes, remembering: draft.record).changes.isEmpty, context)
            let second = try SettingsDraft(try Self.edits(port: 7), on: draft.bytes, remembering: draft.record)
            #expect(second.changes.count == 1, context)
            // Back: the earlier bytes.
            for (bytes, record) in [(draft.bytes, draft.record), (second.bytes, second.record)] {
                let reversal = try SettingsRestore(of: bytes, remembering: record)
                #expect(reversal.isWhole && reversal.bytes == before, context)
            }
            try checkOthers(before, draft.bytes, context)
        }
    }

    @Test(arguments: 0..<8)
    func `an edit of somebody else survives being taken back`(part: Int) throws {
        let edits = try Self.edits()
        for index in 0..<Self.filesPerPart {
            var random = RandomSettings(seed: UInt64(part * Self.filesPerPart + index))
            let before = random.file()
            let context = Comment(rawValue: "seed \(part * Self.filesPerPart + index): \(String(decoding: before, as: UTF8.self))")
            let draft = try SettingsDraft(edits, on: before, remembering: Self.record)
            if draft.changes.isEmpty { continue }
            var edited = try JSONSettings(draft.bytes)
            try edited.set(["foreign": 1], at: ["foreign"])
            if random.chance(2) { try edited.set("x", at: ["env", "FOREIGN"]) }
            let reversal = try SettingsRestore(of: edited.bytes, remembering: draft.record)
            #expect(!reversal.isWhole && reversal.left.isEmpty, context)
            let result = try JSONSettings(try #require(reversal.bytes))
            let original = try JSONSettings(before)
            for edit in edits { #expect(try result.value(at: edit.path) == original.value(at: edit.path), context) }
            #expect(try result.value(at: ["foreign", "foreign"]) == 1, context)
            #expect(try result.value(at: ["env", "FOREIGN"]) == edited.value(at: ["env", "FOREIGN"]), context)
            #expect(comments(reversal.bytes ?? []) == comments(before), context)
            // And a write of ours behind the edit remembers the edit as earlier.
            let again = try SettingsDraft(try Self.edits(port: 7), on: edited.bytes, remembering: draft.record)
            #expect(try SettingsRestore(of: again.bytes, remembering: again.record).bytes == reversal.bytes, context)
        }
    }

    @Test func `a value that the user gave is no value of ours`() throws {
        let draft = try SettingsDraft(try Self.edits(), on: nil, remembering: Self.record)
        let path: [PathStep] = ["env", "ANTHROPIC_DEFAULT_OPUS_MODEL"]
        #expect(draft.record.isOurs("claude-opus-4-1", at: path))
        #expect(!draft.record.isOurs("claude-opus-4-2", at: path))
        #expect(!draft.record.isOurs("claude-opus-4-1", at: ["env", "ANTHROPIC_DEFAULT_SONNET_MODEL"]))
    }

    @Test func `a record survives being written and read`() throws {
        var record = try SettingsDraft(try Self.edits(), on: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], remembering: Self.record).record
        record.createdFolders = ["/home/x/.claude"]
        #expect(BackupRecord(parsing: record.serialized) == record)
        let fresh = try SettingsDraft(try Self.edits(), on: nil, remembering: Self.record).record
        #expect(fresh.earlier == nil)
        #expect(BackupRecord(parsing: fresh.serialized) == fresh)
        for length in 0..<(record.serialized.count - 1) { #expect(BackupRecord(parsing: Array(record.serialized[..<length])) == nil) }
    }

    @Test func `a record of items survives being written and read, and one from before there were items is read`() throws {
        var record = Self.record
        record.note("v", at: ["models", .item(key: "name", value: "Argo"), "model"])
        record.note(Optional.none, at: ["gone"])
        let read = try #require(BackupRecord(parsing: record.serialized))
        #expect(read == record)
        #expect(read.isAbsenceOurs(at: ["gone"]) && !read.isAbsenceOurs(at: ["models"]))
        let older = """
            {"version":1,"client":"claude-code","file":"/f","format":"json","earlier":null,"written":[],
            "keys":[{"path":["env","NO_PROXY"],"written":["\(Fingerprint(of: Array("v".utf8)).text)"]}],"createdFolders":[]}
            """
        #expect(BackupRecord(parsing: Array(older.utf8))?.keys.map(\.path) == [["env", "NO_PROXY"]])
        for path in ["[1]", "[{\"key\":\"a\"}]", "[]", "[null]"] {
            #expect(BackupRecord(parsing: Array(older.replacing("[\"env\",\"NO_PROXY\"]", with: path).utf8)) == nil)
        }
    }

    @Test func `what is remembered has a bound`() throws {
        var record = Self.record
        for port in 0..<100 {
            record = try SettingsDraft(try Self.edits(port: port), on: Array("{}".utf8), remembering: record).record
        }
        #expect(record.written.count <= 8)
        #expect(record.keys.allSatisfy { $0.written.count <= 8 })
    }

    // MARK: What is not ours

    /// All that is not ours is there in its order, byte for byte: members, comments, and what is between them.
    private func checkOthers(_ before: [UInt8], _ after: [UInt8], _ context: Comment) throws {
        let ours: Set<String> = [
            "apiKeyHelper", "env", "ANTHROPIC_BASE_URL", "NO_PROXY", "no_proxy", "CLAUDE_CODE_ATTRIBUTION_HEADER",
            "ANTHROPIC_DEFAULT_OPUS_MODEL",
            "ANTHROPIC_DEFAULT_SONNET_MODEL",
        ]
        #expect(comments(after) == comments(before), context)
        // A blank file has nothing to compare.
        guard let old = try? JSONDocument(before, syntax: .jsonc) else { return }
        let new = try JSONDocument(after, syntax: .jsonc)
        for path in [[], ["env"]] as [[String]] {
            guard let oldNode = old.value(at: path), let newNode = new.value(at: path) else { continue }
            let others = { (document: JSONDocument, node: JSONNode) in
                document.members(of: node).filter { !ours.contains(document.name(of: $0)) }.map { Array(document.bytes[$0.range]) }
            }
            #expect(others(old, oldNode) == others(new, newNode), context)
        }
        // Cut out the values of ours; what is left must be there still, in its order.
        var cuts: [TextEdit] = []
        for path in ours.flatMap({ [[$0], ["env", $0]] }) where path != ["env"] {
            if let node = old.value(at: path), node.kind == .string { cuts.append(TextEdit(node.range, [])) }
        }
        let isEmptyObject = old.members(of: old.root).isEmpty || old.value(at: ["env"]).map { old.members(of: $0).isEmpty } ?? false
        let rest = EditedText(before, applying: cuts).bytes.filter { !isEmptyObject || ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        var position = after.startIndex
        for byte in rest {
            guard let found = after[position...].firstIndex(of: byte) else { return #expect(Bool(false), context) }
            position = found + 1
        }
    }

    private func comments(_ text: [UInt8]) -> [[UInt8]] {
        var comments: [[UInt8]] = []
        var offset = 0
        var isInString = false
        while offset < text.count {
            let rest = text[offset...]
            if isInString {
                if text[offset] == UInt8(ascii: "\\") { offset += 1 } else if text[offset] == UInt8(ascii: "\"") { isInString = false }
                offset += 1
            } else if rest.starts(with: "//".utf8) {
                let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.count
                comments.append(Array(text[offset..<end]))
                offset = end
            } else if rest.starts(with: "/*".utf8) {
                var end = offset + 2
                while !text[end...].starts(with: "*/".utf8) { end += 1 }
                comments.append(Array(text[offset..<(end + 2)]))
                offset = end + 2
            } else {
                isInString = text[offset] == UInt8(ascii: "\"")
                offset += 1
            }
        }
        return comments
    }
}

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
