import Testing

@testable import SystemSupport
@testable import Tunnel

struct KnownHostsTests {
    private func known(_ text: String, host: String = "host", port: Int = 22) -> KnownHosts {
        var known = KnownHosts(of: KnownHostName(address: Endpoint(host: host, port: port), alias: nil), hop: "hop")
        known.read(Array(text.utf8), file: "file")
        return known
    }

    @Test func `lines are counted from 1, blank ones and comments too`() {
        let key = HostKey.sample(1)
        let known = known("# comment\r\n\r\nother \(key.text)\r\nhost,10.0.0.1 \(key.text)\r\n\n[host]:22 \(key.text)\n*st \(key.text)")
        #expect(known.entries.map(\.place.line) == [4, 7])
        #expect(known.entries.allSatisfy { $0.key == key && !$0.isRevoked && $0.place.file == "file" })
        #expect(known.warnings == [])
    }

    @Test func `for another port the lines with and without it are kept apart`() {
        let known = known("host \(HostKey.sample(1).text)\n[host]:2222 \(HostKey.sample(2).text)\n", port: 2_222)
        #expect(known.entries.map(\.key) == [.sample(2)])
        #expect(known.entriesWithoutPort.map(\.key) == [.sample(1)])
    }

    @Test func `a certificate authority for the host is reported, and one for others is not`() {
        let known = known(
            """
            @cert-authority *.example.org \(HostKey.sample(1).text)
            @cert-authority h* \(HostKey.sample(1).text)
            """)
        #expect(known.entries == [])
        #expect(known.warnings == [.certificateAuthorityIgnored(hop: "hop", file: "file", line: 2)])
    }

    @Test func `a line that cannot be used is reported if it may be about the host`() {
        let known = known(
            """
            host ssh-ed25519 AAAA
            other ssh-ed25519 AAAA
            |1|damaged|hash ssh-ed25519 AAAA
            @unknown host \(HostKey.sample(1).text)
            """)
        #expect(
            known.warnings == [
                .knownHostsLineUnusable(file: "file", line: 1, fault: .key),
                .knownHostsLineUnusable(file: "file", line: 3, fault: .hashedName),
                .knownHostsLineUnusable(file: "file", line: 4, fault: .marker),
            ])
    }

    @Test func `a file of nonsense gives a few warnings and a number`() {
        let known = known(String(repeating: "|nonsense\n", count: 5_000))
        #expect(known.warnings.count == KnownHosts.reportedLines + 1)
        #expect(known.warnings.last == .knownHostsLinesUnusable(file: "file", further: 5_000 - KnownHosts.reportedLines))
    }

    @Test func `the types are those of the keys that would be trusted`() {
        let text = """
            [host]:2222 \(HostKey.sample(1).text)
            @revoked [host]:2222 \(HostKey.sampleRSA(1).text)
            host \(HostKey.sampleECDSA(1).text)
            """
        #expect(known(text, port: 2_222).trustedTypes == ["ssh-ed25519"])
        #expect(known(text, port: 2_223).trustedTypes == ["ecdsa-sha2-nistp256"])
        #expect(known(text, host: "other").trustedTypes == [])
    }
}

struct KnownHostsLineTests {
    private static let key = HostKey.sample(1)

    @Test(arguments: ["", " ", "\t \t", "#", "# host ssh-ed25519 AAAA", "  # comment", "\r", "\u{0}host"])
    func `blank lines and comments say nothing`(text: String) {
        #expect(KnownHostsLine(parsing: text.utf8) == nil)
    }

    @Test(arguments: [
        ("host KEY", KnownHostsLine.Marker.none), ("host KEY a comment", .none), ("  host\t KEY", .none), ("host KEY\r", .none),
        ("host KEY \r", .none), ("@revoked host KEY", .revoked), ("@revoked\thost\tKEY", .revoked),
        ("@cert-authority *.x,host KEY me@here", .certificateAuthority), ("host KEY\u{0}rest", .none),
    ])
    func `a line gives its marker and its key`(text: String, marker: KnownHostsLine.Marker) throws {
        let line = try #require(KnownHostsLine(parsing: text.replacing("KEY", with: Self.key.text).utf8))
        #expect(line.names.match("host"))
        #expect(!line.names.match("other"))
        #expect(line.content == .key(marker, Self.key))
    }

    @Test(arguments: [
        ("host", KnownHostsFault.truncated), ("host ", .truncated), ("host ssh-ed25519", .truncated), ("host ssh-ed25519 ", .truncated),
        ("host # KEY", .truncated), ("@revoked host", .truncated), ("host ssh-ed25519 AAAA", .key), ("host ssh-ed25519 ????", .key),
        ("host 1024 35 1234567", .key), ("host ssh-rsa BASE64", .key), ("host ssh-ed25519 BASE64x", .key), ("@other host KEY", .marker),
        ("@revoked @revoked host KEY", .marker), ("@cert-authority @revoked host KEY", .marker), ("@ host KEY", .marker),
    ])
    func `a line that cannot be used says why, and still whom it is about`(text: String, fault: KnownHostsFault) throws {
        let base64 = Base64.encode(Self.key.blob)
        let text = text.replacing("KEY", with: Self.key.text).replacing("BASE64", with: base64)
        let line = try #require(KnownHostsLine(parsing: text.utf8))
        #expect(line.content == .unusable(fault))
        #expect(line.names.match("host"))
        #expect(!line.names.match("other"))
    }

    @Test(arguments: [
        ("@revoked", KnownHostsFault.truncated), ("@other", .marker), ("|1|AAAA|AAAA KEY", .hashedName), ("|2|x|y KEY", .hashedName),
        ("| KEY", .hashedName), ("@revoked |1| KEY", .hashedName),
    ])
    func `a line that does not say whom it is about is known as such`(text: String, fault: KnownHostsFault) throws {
        let line = try #require(KnownHostsLine(parsing: text.replacing("KEY", with: Self.key.text).utf8))
        #expect(line.content == .unusable(fault))
        #expect(line.names == .unreadable)
    }

    @Test func `a line longer than any with a key is not used`() throws {
        let text = "host \(Self.key.text) \(String(repeating: "x", count: KnownHostsLine.longest))"
        let line = try #require(KnownHostsLine(parsing: text.utf8))
        #expect(line.names.match("host"))
        #expect(line.content == .unusable(.length))
    }

    @Test func `a hashed name is recognised by who knows it`() throws {
        let hashed = HashedHostName(of: "[host]:2222", salt: Array(1...20))
        let line = try #require(KnownHostsLine(parsing: "\(hashed.text) \(Self.key.text)".utf8))
        #expect(line.names.match("[host]:2222"))
        #expect(!line.names.match("host"))
        #expect(line.content == .key(.none, Self.key))
    }

    @Test(arguments: ["2", "", "11"])
    func `a hash of a kind that is not known is not taken for one that is`(kind: String) {
        let text = HashedHostName(of: "host", salt: Array(1...20)).text
        #expect(HashedHostName(parsing: text.utf8)?.matches("host") == true)
        #expect(HashedHostName(parsing: "|\(kind)|\(text.dropFirst(3))".utf8) == nil)
        #expect(HashedHostName(parsing: "\(text)|".utf8) == nil)
        #expect(HashedHostName(parsing: "x\(text)".utf8) == nil)
    }

    @Test(arguments: [
        HostKey.sample(algorithm: "ssh-ed25519", fields: [[1, 2, 3]]),
        HostKey.sample(algorithm: "ssh-ed25519", fields: [[UInt8](repeating: 1, count: 32), []]),
        HostKey.sample(algorithm: "ecdsa-sha2-nistp256", fields: [Array("nistp384".utf8), [4, 1]]),
        HostKey.sample(algorithm: "ecdsa-sha2-nistp256", fields: [Array("nistp256".utf8)]),
        HostKey.sample(algorithm: "ssh-rsa", fields: [[1]]),
        HostKey.sample(algorithm: "", fields: [[1]]),
    ])
    func `bytes that are no key of their type are no key`(key: HostKey) {
        #expect(HostKey(blob: key.blob) == nil)
    }

    @Test func `a key of a type that nobody knows yet is a key`() {
        let key = HostKey.sample(algorithm: "ssh-tomorrow@example.org", fields: [[1]])
        #expect(HostKey(blob: key.blob) == key)
    }
}

struct KnownHostNameTests {
    @Test func `the port stands in the name unless it is 22`() {
        let plain = KnownHostName(address: Endpoint(host: "Homes.CELS.anl.gov", port: 22), alias: nil)
        #expect(plain.name == "homes.cels.anl.gov")
        #expect(plain.nameWithoutPort == nil)
        let other = KnownHostName(address: Endpoint(host: "::1", port: 2_222), alias: nil)
        #expect(other.name == "[::1]:2222")
        #expect(other.nameWithoutPort == "::1")
    }

    @Test func `an alias stands for host and port`() {
        let name = KnownHostName(address: Endpoint(host: "10.0.0.1", port: 2_222), alias: "Login-Node")
        #expect(name.name == "login-node")
        #expect(name.nameWithoutPort == nil)
    }

    @Test(arguments: ["a b", "a\tb", "a,b", "*", "h?st", "!a", "#a", "@revoked", "|1|a|b", "a\nb", "a\u{0}b", "", "a\"b", "a\\b"])
    func `a name that would mean something else in a file is not written`(alias: String) {
        #expect(!KnownHostName(address: Endpoint(host: "host", port: 22), alias: alias).canBeWritten)
    }

    @Test(arguments: ["host", "10.0.0.1", "::1", "fe80::1%eth0", "a-b_c.d"])
    func `names and addresses are written`(host: String) {
        #expect(KnownHostName(address: Endpoint(host: host, port: 22), alias: nil).canBeWritten)
        #expect(KnownHostName(address: Endpoint(host: host, port: 2_222), alias: nil).canBeWritten)
    }
}

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
