import Testing

@testable import Tunnel

struct HostPatternListTests {
    @Test(arguments: [
        ("host", "host", true), ("HOST.Example", "host.example", true), ("host", "hos", false), ("host", "hostx", false),
        ("a,host,b", "host", true), ("a,b", "host", false), ("", "host", false), (",,host,", "host", true),
        ("*", "host", true), ("*", "", true), ("*.anl.gov", "homes.cels.anl.gov", true), ("*.anl.gov", "anl.gov", false),
        ("h?st", "host", true), ("h?st", "hst", false), ("h*t*z", "hotttz", true), ("h*t*z", "hotttx", false), ("**t", "host", true),
        ("*,!host", "host", false), ("!host,*", "host", false), ("!host", "other", false), ("*,!host", "other", true),
        ("[host]:2222", "[host]:2222", true), ("[host]:2222", "host", false), ("host", "[host]:2222", false),
        ("[*]:22*", "[host]:2222", true), ("[*.anl.gov]:*", "[homes.anl.gov]:2222", true), ("!*", "host", false), ("!", "host", false),
    ])
    func `a name matches as sshd(8) says`(patterns: String, name: String, isMatched: Bool) {
        #expect(HostPatternList(parsing: patterns.utf8).matches(name) == isMatched)
    }

    @Test func `many stars take no time that grows with their number's power`() {
        let patterns = String(repeating: "*a", count: 4_000) + "b"
        #expect(!HostPatternList(parsing: patterns.utf8).matches(String(repeating: "a", count: 4_000)))
    }
}
