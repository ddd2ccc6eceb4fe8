import NIOCore
import NIOPosix
import Testing

@testable import Shim

struct FlushQueueTests {
    private final class Journal {
        var entries: [String] = []
    }

    private final class Connection: Flushable {
        let name: String
        let journal: Journal
        var onFlush: () -> Void = {}

        init(_ name: String, _ journal: Journal) {
            self.name = name
            self.journal = journal
        }

        func flushWrites() {
            journal.entries.append(name)
            onFlush()
        }
    }

    @Test func `what is written in one turn of the loop is flushed behind it, in order`() async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let journal = try await eventLoop.submit {
            let journal = Journal()
            let flushes = FlushQueue(on: eventLoop)
            flushes.add(Connection("a", journal))
            flushes.add(Connection("b", journal))
            journal.entries.append("end of turn")
            return NIOLoopBound(journal, eventLoop: eventLoop)
        }.get()
        let entries = try await eventLoop.submit { journal.value.entries }.get()
        #expect(entries == ["end of turn", "a", "b"])
    }

    @Test func `what a flush leads to is flushed as well`() async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let journal = try await eventLoop.submit {
            let journal = Journal()
            let flushes = FlushQueue(on: eventLoop)
            let first = Connection("first", journal)
            first.onFlush = { flushes.add(Connection("second", journal)) }
            flushes.add(first)
            return NIOLoopBound(journal, eventLoop: eventLoop)
        }.get()
        try await eventLoop.submit {}.get()
        let entries = try await eventLoop.submit { journal.value.entries }.get()
        #expect(entries == ["first", "second"])
    }
}

struct DerivedPortTests {
    @Test(arguments: [("alice", 22025), ("root", 25021), ("jchilders", 12938), ("smadireddy", 16685), ("foremans", 25940)])
    func `the port is the one that other tools compute from the user name`(user: String, port: Int) {
        #expect(DerivedPort.port(forUser: user) == port)
    }
}
