import NIOCore
import Testing

@testable import Shim
@testable import SystemSupport

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
