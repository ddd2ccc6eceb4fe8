import ArgumentParser
import Testing

@testable import CLI
@testable import Daemon

struct RelayBindingTests {
    @Test(
        arguments: [
            ("login7", "login7", nil), ("login7:9000", "login7", 9_000), ("10.1.2.3", "10.1.2.3", nil), ("10.1.2.3:1", "10.1.2.3", 1),
            ("[fd00::1]:22023", "fd00::1", 22_023), ("fd00::1", "fd00::1", nil), ("::", "::", nil),
        ] as [(String, String, Int?)])
    func `a place is a host with a port or without`(_ text: String, _ host: String, _ port: Int?) throws {
        let address = try #require(RelayAddress(argument: text))
        #expect(address.host == host && address.port == port)
    }

    @Test(arguments: ["", ":", ":22", "login7:", "login7:x", "login7:0", "login7:65536", "a b", "login7/x", "[fd00::1]", "[fd00::1"])
    func `what names no place is none`(_ text: String) {
        #expect(RelayAddress(argument: text) == nil)
    }

    @Test func `an interface is its address, the one of IPv4 first, and never one of a single link`() throws {
        let interfaces = [("lo", "127.0.0.1"), ("ib0", "fe80::1"), ("ib0", "fd00::2"), ("ib0", "10.1.2.3"), ("eth9", "fe80::2")]
        func address(_ place: String) throws(Advice) -> String {
            try RelayBinding(place: place, port: nil).address(among: interfaces.map { (name: $0.0, address: $0.1) })
        }
        #expect(try address("ib0") == "10.1.2.3")
        #expect(try address("192.0.2.7") == "192.0.2.7")
        #expect(throws: Advice.self) { try address("eth9") }
        let error = #expect(throws: Advice.self) { try address("ib1") }
        #expect(error?.hints == ["Interfaces: eth9, ib0, lo"])
    }

    @Test func `the relay's usual port is two below the shim's, on both sides`() throws {
        let plan = try RelayPlan(try #require(RelayAddress(argument: "login7")), shimPort: 22_025, serverName: "apps.inside.anl.gov")
        #expect(plan.port == 22_023 && RelayBinding.standardPort(shimPort: 22_025) == 22_023)
        #expect(plan.place == "login7:22023")
        #expect(throws: Advice.self) {
            try RelayPlan(try #require(RelayAddress(argument: "login7")), shimPort: 0, serverName: "apps.inside.anl.gov")
        }
    }

    @Test(arguments: [
        ["--relay", "-oProxyCommand=x"], ["--relay-port", "22"], ["--relay", "h", "--relay-port", "0"], ["--relay", "a b"],
    ])
    func `a machine to lend to has a name, and its port belongs to it`(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try RunOptions.parse(arguments) }
    }

    @Test func `--ssh-config goes with every way where there is a machine to lend to`() throws {
        _ = try RunOptions.parse(["--direct", "--relay", "login7", "--ssh-config", "file"])
        #expect(throws: (any Error).self) { try RunOptions.parse(["--direct", "--ssh-config", "file"]) }
    }
}
