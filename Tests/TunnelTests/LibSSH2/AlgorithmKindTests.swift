import Testing

@testable import Tunnel

struct AlgorithmKindTests {
    @Test(arguments: AlgorithmKind.allCases) func `the library has some of what we prefer`(kind: AlgorithmKind) throws {
        let offered = try #require(LibSSH2Library.offeredAlgorithms().first { $0.kind == kind }).names
        #expect(!offered.isEmpty)
        #expect(kind.preference.filter(offered.contains) == offered)
    }

    @Test(arguments: AlgorithmKind.allCases) func `nothing weak is offered`(kind: AlgorithmKind) {
        for name in kind.preference {
            #expect(!name.contains("sha1") && !name.contains("md5") && !name.contains("cbc") && !name.contains("arcfour"))
            #expect(name != "ssh-rsa" && name != "ssh-dss")
        }
    }
}
