import Shim
import Testing

struct DerivedPortTests {
    @Test(arguments: [("alice", 22025), ("root", 25021), ("jchilders", 12938), ("smadireddy", 16685), ("foremans", 25940)])
    func `the port is the one that other tools compute from the user name`(user: String, port: Int) {
        #expect(DerivedPort.port(forUser: user) == port)
    }
}
