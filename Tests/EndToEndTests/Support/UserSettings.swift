import LosslessJSON
import Testing

/// A settings file of Claude Code's as a user might have written it, and the checks that it survived us.
enum UserSettings {
    /// Four blanks, uneven gaps, a number that must not be spelled anew, no line end at the end.
    static let text = """
        {
            "cleanupPeriodDays": 30,
            "includeCoAuthoredBy":   false,
            "permissions": { "allow": ["Bash(ls:*)"], "deny": [] },
            "env": {
                "EDITOR": "vi",
                "MY_OWN_FIGURE" : "1.50"
            },
            "spinnerTipsEnabled": false
        }
        """

    /// Checks that every byte of the user's is there in its order, and that every line of theirs stands as it stood.
    static func expectSurvived(in written: String) {
        var rest = Substring(written).utf8[...]
        for byte in text.utf8 {
            guard let place = rest.firstIndex(of: byte) else {
                Issue.record("bytes of the user's are gone:\n\(written)")
                return
            }
            rest = rest[rest.index(after: place)...]
        }
        let lines = Set(written.split(separator: "\n").map(withoutComma))
        for line in text.split(separator: "\n") { #expect(lines.contains(withoutComma(line)), "\(line) in:\n\(written)") }
    }

    /// The text of a setting; nil when there is none.
    static func value(_ path: String..., in settings: String) throws -> String? {
        let document = try JSONDocument(Array(settings.utf8))
        return document.value(at: path).flatMap(document.string)
    }

    /// A comma behind what was the last member is ours.
    private static func withoutComma(_ line: Substring) -> Substring {
        line.hasSuffix(",") ? line.dropLast() : line
    }
}
