import NIOCore
import Testing

@testable import Shim

struct SparePolicyTests {
    private let start = NIODeadline.now()

    @Test func `without a request or a way that comes up nothing is opened`() {
        var policy = SparePolicy(count: 2)
        #expect(policy.step(ready: 0, now: start) == .rest)
    }

    @Test func `a count of 0 never opens anything`() {
        var policy = SparePolicy(count: 0)
        policy.didNeed(now: start)
        policy.didComeUp()
        #expect(policy.step(ready: 0, now: start) == .rest)
    }

    @Test func `one is opened at a time, until so many are ready`() {
        var policy = SparePolicy(count: 2)
        policy.didNeed(now: start)
        #expect(policy.step(ready: 0, now: start) == .open)
        #expect(policy.step(ready: 0, now: start) == .rest)
        policy.didOpen()
        #expect(policy.step(ready: 1, now: start) == .open)
        policy.didOpen()
        #expect(policy.step(ready: 2, now: start) == .rest)
        #expect(policy.step(ready: 1, now: start) == .open)
    }

    @Test func `a way that comes up is met with so many, and no more without a request`() {
        var policy = SparePolicy(count: 2)
        policy.didComeUp()
        for ready in 0...1 {
            #expect(policy.step(ready: ready, now: start) == .open)
            policy.didOpen()
        }
        #expect(policy.step(ready: 0, now: start) == .rest)
    }

    @Test func `ten minutes after the last request they are let go`() {
        var policy = SparePolicy(count: 1)
        policy.didNeed(now: start)
        let justBefore = start + SparePolicy.attention - .nanoseconds(1)
        #expect(policy.step(ready: 0, now: justBefore) == .open)
        policy.didOpen()
        #expect(policy.step(ready: 0, now: start + SparePolicy.attention) == .rest)
    }

    @Test func `failures make the pauses longer, up to a minute, and success ends them`() {
        var policy = SparePolicy(count: 1)
        var now = start
        for seconds: Int64 in [1, 2, 4, 8, 16, 32, 60, 60] {
            policy.didNeed(now: now)
            #expect(policy.step(ready: 0, now: now) == .open)
            policy.didFail(now: now)
            let next = now + .seconds(seconds)
            #expect(policy.step(ready: 0, now: now) == .wait(until: next))
            now = next
        }
        policy.didWork()
        #expect(policy.step(ready: 0, now: now) == .open)
    }

    @Test func `connections that the upstream closes unused are failures too`() {
        var policy = SparePolicy(count: 1)
        policy.didNeed(now: start)
        #expect(policy.step(ready: 0, now: start) == .open)
        policy.didOpen()
        policy.didLose(now: start)
        #expect(policy.step(ready: 0, now: start) == .wait(until: start + .seconds(1)))
    }

    @Test func `a way that comes up makes earlier failures void`() {
        var policy = SparePolicy(count: 1)
        policy.didNeed(now: start)
        _ = policy.step(ready: 0, now: start)
        policy.didFail(now: start)
        policy.didComeUp()
        #expect(policy.step(ready: 0, now: start) == .open)
    }

    @Test func `without requests a way that refuses is not tried for ever`() {
        var policy = SparePolicy(count: 2)
        policy.didComeUp()
        var now = start
        for _ in 0..<2 {
            #expect(policy.step(ready: 0, now: now) == .open)
            policy.didFail(now: now)
            now = now + .minutes(1)
        }
        #expect(policy.step(ready: 0, now: now) == .rest)
    }
}
