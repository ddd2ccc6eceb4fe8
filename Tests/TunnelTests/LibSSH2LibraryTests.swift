import Testing
import Tunnel

struct LibSSH2LibraryTests {
    @Test func `the loaded library is one that this project supports`() throws {
        let numbers = LibSSH2Library.version.split(separator: ".").prefix(2).compactMap { Int($0) }
        try #require(numbers.count == 2)
        #expect((numbers[0], numbers[1]) >= (1, 10))
    }
}
