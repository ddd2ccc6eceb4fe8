import Foundation
import Testing

@testable import SystemSupport

@Suite struct ProcessTableTests {
    @Test func `a process that has ended does not run, also before its parent has asked how`() throws {
        var child: pid_t = 0
        let name = unsafe strdup("true")
        defer { unsafe free(name) }
        let code = unsafe posix_spawnp(&child, "true", nil, nil, [name, nil], nil)
        try #require(code == 0)
        var end = unsafe siginfo_t()
        // It waits for the end and leaves it to be asked for.
        while unsafe waitid(P_PID, id_t(child), &end, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
        #expect(kill(child, 0) == 0, "the number is taken still")
        #expect(!ProcessTable.isRunning(Int(child)))
        var status: Int32 = 0
        let reaped = unsafe waitpid(child, &status, 0)
        #expect(reaped == child)
        #expect(ProcessTable.isRunning(Int(getpid())) && ProcessTable.isRunning(1))
        for number in [0, -1, Int.max] { #expect(!ProcessTable.isRunning(number)) }
    }
}
