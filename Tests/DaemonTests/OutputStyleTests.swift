import Testing

@testable import Daemon

struct OutputStyleTests {
    @Test(arguments: [
        (["TERM": "xterm"], true, true),
        (["TERM": "xterm"], false, false),
        (["TERM": "xterm", "NO_COLOR": "1"], true, false),
        // no-color.org: "when present and not an empty string".
        (["TERM": "xterm", "NO_COLOR": ""], true, true),
        (["TERM": "dumb"], true, false),
        ([:], true, false),
    ])
    func `there is colour where a person sees it and does not mind`(environment: [String: String], isTerminal: Bool, hasColour: Bool) {
        let style = OutputStyle(environment: environment, isTerminal: isTerminal)
        #expect(style.emphasized("error:", .bad) == (hasColour ? "\u{1B}[31merror:\u{1B}[0m" : "error:"))
    }

    @Test(arguments: [
        (["LANG": "en_US.UTF-8"], false), (["LANG": "C.utf8"], false), (["LC_ALL": "C", "LANG": "C.UTF-8"], true),
        (["LC_ALL": "", "LC_CTYPE": "en_US.UTF-8", "LANG": "C"], false), (["LANG": "en_US.ISO-8859-1"], true), ([:], true),
    ])
    func `the language says which characters there are`(environment: [String: String], isASCII: Bool) {
        let text = OutputStyle(environment: environment, isTerminal: true).spelled("✅ Shim running on 1 → Connecting …")
        #expect(text == (isASCII ? "Shim running on 1 -> Connecting ..." : "✅ Shim running on 1 → Connecting …"))
    }
}
