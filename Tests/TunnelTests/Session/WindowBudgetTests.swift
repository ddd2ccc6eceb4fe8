import Testing

@testable import Tunnel

struct WindowBudgetTests {
    @Test func `a window is renewed when half of it is used, for what was used`() {
        let window = ReceiveWindow(size: 1_000)
        #expect(window.increment(outstanding: 1_000) == 0)
        #expect(window.increment(outstanding: 501) == 0)
        #expect(window.increment(outstanding: 500) == 500)
        #expect(window.increment(outstanding: 0) == 1_000)
        #expect(window.increment(outstanding: 2_000) == 0)
    }

    @Test func `a stream that is read over a long way grows to twice what a round trip brings`() {
        var budget = WindowBudget(.init())
        var window = budget.open()
        // 100 MB/s over 50 ms are 5 MB on the way.
        for step in 0..<2_000 {
            window.note(delivered: 100_000, unread: 0, now: .milliseconds(step), roundTrip: .milliseconds(50), budget: &budget)
        }
        #expect(window.size >= 10_000_000)
        #expect(window.size <= budget.limits.most)
        #expect(budget.granted == window.size)
    }

    @Test func `a stream over a short way does not grow`() {
        var budget = WindowBudget(.init())
        var window = budget.open()
        // 300 MB/s over 0.3 ms.
        for step in 0..<10_000 {
            window.note(
                delivered: 30_000, unread: 0, now: .microseconds(100 * step), roundTrip: .microseconds(300), budget: &budget)
        }
        #expect(window.size == budget.limits.initial)
    }

    @Test func `a reader that does not keep up loses what it had gained`() {
        var budget = WindowBudget(.init())
        var window = budget.open()
        for step in 0..<2_000 {
            window.note(delivered: 100_000, unread: 0, now: .milliseconds(step), roundTrip: .milliseconds(50), budget: &budget)
        }
        #expect(window.size > budget.limits.initial)
        // It still reads, with most of the window lying unread.
        for step in 2_000..<2_100 {
            window.note(
                delivered: 1_000, unread: window.size * 3 / 4, now: .milliseconds(step), roundTrip: .milliseconds(50), budget: &budget)
        }
        #expect(window.size == budget.limits.initial)
        #expect(budget.granted == window.size)
    }

    @Test func `a single burst after a long pause is no measure of the way`() {
        var budget = WindowBudget(.init())
        var window = budget.open()
        window.note(delivered: 200_000, unread: 0, now: .seconds(1), roundTrip: .milliseconds(50), budget: &budget)
        window.note(delivered: 200, unread: 0, now: .seconds(60), roundTrip: .milliseconds(50), budget: &budget)
        window.note(delivered: 200, unread: 0, now: .seconds(120), roundTrip: .milliseconds(50), budget: &budget)
        #expect(window.size == budget.limits.initial)
    }

    @Test func `all windows together stay within the budget, but for a packet each`() {
        var budget = WindowBudget(.init())
        var windows: [ReceiveWindow] = []
        for _ in 0..<1_000 { windows.append(budget.open()) }
        #expect(windows.allSatisfy { $0.size >= budget.limits.least })
        #expect(budget.granted <= budget.limits.total + 1_000 * budget.limits.least)
        #expect(budget.grant(1) == 0)
        for window in windows { budget.giveBack(window.size) }
        #expect(budget.granted == 0)
    }
}

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
