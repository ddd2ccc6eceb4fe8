import Testing

@testable import Tunnel

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
