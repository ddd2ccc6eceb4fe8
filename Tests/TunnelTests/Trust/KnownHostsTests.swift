import Testing

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
        #expect(known.entries.map(\.line) == [4, 7])
        #expect(known.entries.allSatisfy { $0.key == key && !$0.isRevoked && $0.file == "file" })
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
