import NIOCore
import Testing

@testable import Shim
@testable import SystemSupport

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

@Suite struct AddressRuleTests {
    private func isPublic(_ address: String) throws -> Bool {
        AddressRule.isPublic(try SocketAddress(ipAddress: address, port: 443))
    }

    @Test(arguments: [
        "8.8.8.8", "146.137.1.1", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.167.1.1", "198.17.255.255",
        "223.255.255.255",
        "1.0.0.1", "2606:4700::1111", "2001:4860:4860::8888", "2a00::1", "2001:200::1",
    ])
    func `an address of the public internet may be asked`(address: String) throws {
        #expect(try isPublic(address))
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "fe80::1", "fec0::1",
        "fc00::1", "fd00:ec2::254", "ff02::1", "2001::1", "2001:0:7f00:1::", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::", "3fff:fff::1",
        "4000::1",
    ])
    func `any other is not`(address: String) throws {
        #expect(try isPublic(address) == false)
    }

    @Test func `a socket of this machine is not`() throws {
        let socket = try SocketAddress(unixDomainSocketPath: "/tmp/x")
        #expect(!AddressRule.isPublic(socket))
    }
}

@Suite struct ImageFormatTests {
    @Test(
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1], ImageFormat.png), ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
            (Array("GIF89a…".utf8), .gif), (Array("RIFF....WEBPVP8".utf8), .webp), (Array("<svg/>".utf8), nil), ([], nil),
            (Array("RIFF....WAVE".utf8), nil), (Array("RIFF".utf8), nil), (Array("<html>".utf8), nil),
        ] as [([UInt8], ImageFormat?)])
    func `the first bytes tell`(bytes: [UInt8], format: ImageFormat?) {
        #expect(ImageFormat(bytes) == format)
    }
}

@Suite struct ImageCacheTests {
    private let image = RemoteImage(format: .png, data: String(repeating: "A", count: 40))
    private let start = NIODeadline.uptimeNanoseconds(0)

    @Test func `an image is known for a while`() {
        let cache = ImageCache(age: .minutes(10))
        cache.keep(image, at: "u", now: start)
        #expect(cache.image(at: "u", now: start + .minutes(9)) == image)
        #expect(cache.image(at: "v", now: start) == nil)
        #expect(cache.image(at: "u", now: start + .minutes(10)) == nil)
    }

    @Test func `the oldest goes when there are too many`() {
        let cache = ImageCache(sizeLimit: 100)
        for number in 1...3 { cache.keep(image, at: "\(number)", now: start + .seconds(Int64(number))) }
        #expect((1...3).map { cache.image(at: "\($0)", now: start + .seconds(4)) != nil } == [false, true, true])
        cache.keep(RemoteImage(format: .png, data: String(repeating: "A", count: 101)), at: "long", now: start)
        #expect(cache.image(at: "long", now: start) == nil)
    }
}
