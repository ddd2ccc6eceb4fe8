import Testing

@testable import Tunnel

struct ChannelPumpTests {
    /// Does everything that is to be done now.
    private static func settle(_ pump: inout ChannelPump, unsent: Int = 0, undelivered: Int = 0) -> [ChannelPump.Action] {
        var actions: [ChannelPump.Action] = []
        while let action = pump.nextAction(unsent: unsent, undelivered: undelivered), actions.count < 5 {
            actions.append(action)
            if case .close = action { break }
            pump.note(action)
        }
        return actions
    }

    @Test func `nothing is done while both ends are open`() {
        var pump = ChannelPump()
        #expect(Self.settle(&pump) == [])
    }

    @Test func `the server is told of the local end when everything is sent`() {
        var pump = ChannelPump()
        pump.localHasEnded = true
        #expect(Self.settle(&pump, unsent: 1) == [])
        #expect(Self.settle(&pump) == [.tellServer])
        #expect(Self.settle(&pump) == [])
    }

    @Test func `the local side is told of the server's end when everything is delivered`() {
        var pump = ChannelPump()
        pump.serverHasEnded = true
        #expect(Self.settle(&pump, undelivered: 1) == [])
        #expect(Self.settle(&pump) == [.tellLocal])
        #expect(Self.settle(&pump) == [])
    }

    @Test func `a stream that has ended on both sides is closed`() {
        var pump = ChannelPump()
        pump.localHasEnded = true
        #expect(Self.settle(&pump) == [.tellServer])
        pump.serverHasEnded = true
        #expect(Self.settle(&pump) == [.tellLocal, .close(isAbort: false)])
    }

    @Test func `a server that closes unasked has broken off`() {
        var pump = ChannelPump()
        pump.serverHasEnded = true
        pump.serverHasClosed = true
        #expect(Self.settle(&pump, undelivered: 5) == [])
        #expect(Self.settle(&pump) == [.close(isAbort: true)])
    }

    @Test func `a local side that is gone is closed when what it sent has left`() {
        var pump = ChannelPump()
        pump.localIsGone = true
        #expect(Self.settle(&pump) == [])
        pump.localHasEnded = true
        #expect(Self.settle(&pump, unsent: 9) == [])
        #expect(Self.settle(&pump) == [.tellServer, .close(isAbort: false)])
    }
}
