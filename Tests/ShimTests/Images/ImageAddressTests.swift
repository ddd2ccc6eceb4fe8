import Testing

@testable import Shim

@Suite struct ImageAddressTests {
    @Test(arguments: [
        ("https://Example.org/a%20b.png?c=d#e", "example.org", 443, "/a%20b.png?c=d"), ("https://example.org", "example.org", 443, "/"),
        ("https://a.b-c.org:8443/?x", "a.b-c.org", 8443, "/?x"),
    ])
    func `an https address has a host, a port and what is asked there`(url: String, host: String, port: Int, target: String) throws {
        let address = try ImageAddress(url)
        #expect(address.host == host && address.port == port && address.target == target)
    }

    @Test(arguments: [
        "http://example.org/a", "ftp://example.org/a", "file:///etc/passwd", "https://user@example.org/", "https://user:word@example.org/",
        "https:///a", "https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://example.0x7f/", "gopher:x",
        "",
        "data:image/png;base64,aGk=", "https://example.org:0/", "https://example.org:99999/",
    ])
    func `anything else is not asked`(url: String) {
        #expect(throws: ImageFault.self) { try ImageAddress(url) }
    }

    @Test(arguments: [
        ("/b", "https://example.org/b"), ("c?d", "https://example.org/x/c?d"), ("//other.org/e", "https://other.org/e"),
        ("https://other.org/", "https://other.org/"),
    ])
    func `a redirect is read beside the address that it came from`(location: String, expected: String) throws {
        let next = try ImageAddress("https://example.org/x/y").following(location)
        let wanted = try ImageAddress(expected)
        #expect(next.host == wanted.host && next.target == wanted.target)
    }

    @Test(arguments: ["http://example.org/", "https://127.0.0.1/", "file:///etc/passwd"])
    func `a redirect to what is not asked is not followed`(location: String) {
        #expect(throws: ImageFault.self) { try ImageAddress("https://example.org/x/y").following(location) }
    }
}
