import Testing

@testable import Shim

struct ServiceAddressTests {
    @Test func `an address has a scheme, a host, a port and a path`() throws {
        let address = try #require(ServiceAddress("https://inference-api.alcf.anl.gov/resource_server/sophia/vllm/v1/"))
        #expect(address.isSecure)
        #expect(address.host == "inference-api.alcf.anl.gov")
        #expect(address.port == 443)
        #expect(address.path == "/resource_server/sophia/vllm/v1")
        #expect(address.authority == "inference-api.alcf.anl.gov")
        let local = try #require(ServiceAddress("HTTP://[::1]:8080"))
        #expect(!local.isSecure && local.isLoopback)
        #expect(local.authority == "[::1]:8080")
        #expect(local.path == "")
    }

    @Test(arguments: [
        "", "host", "ftp://host", "https://", "https:///v1", "https://user:secret@host/v1", "https://host/v1?key=secret", "https://host/#a",
        "https://host:0/", "https://host:70000", "https://ho st", "https://::1/v1", "https://höst/",
    ])
    func `what could mean something else is no address`(text: String) {
        #expect(ServiceAddress(text) == nil)
    }
}
