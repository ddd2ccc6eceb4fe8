import Testing

@testable import SystemSupport
@testable import Tunnel

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
