import Testing

@testable import Tunnel

@Suite(.timeLimit(.minutes(2)))
struct ChangeSignalTests {
    @Test func `a change that came before the wait is not missed`() async {
        let signal = ChangeSignal()
        let version = signal.version
        signal.announce()
        await signal.wait(beyond: version, until: nil)
        #expect(signal.version == version + 1)
    }

    @Test func `every waiter is woken`() async {
        let signal = ChangeSignal()
        await withDiscardingTaskGroup { group in
            for _ in 0..<100 { group.addTask { await signal.wait(beyond: 0, until: nil) } }
            group.addTask { signal.announce() }
        }
    }

    @Test func `a deadline and a cancellation end the wait`() async {
        let signal = ChangeSignal()
        await signal.wait(beyond: 0, until: .now)
        let task = Task { await signal.wait(beyond: 0, until: nil) }
        task.cancel()
        await task.value
        await Task { await signal.wait(beyond: 0, until: nil) }.cancelledValue()
        #expect(signal.version == 0)
    }
}

extension Task where Success == Void, Failure == Never {
    fileprivate func cancelledValue() async {
        cancel()
        await value
    }
}
