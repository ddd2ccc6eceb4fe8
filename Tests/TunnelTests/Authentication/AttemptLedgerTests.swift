import Foundation
import Testing

@testable import Tunnel

struct AttemptLedgerTests {
    private let server = Endpoint(host: "logins.example", port: 22)
    private let folder: TrustFolder
    private let ledger: AttemptLedger
    private let name = "logins-node1.example"

    init() throws {
        folder = try TrustFolder()
        ledger = AttemptLedger(folder: folder.path, host: "Node1.example")
    }

    private func fail(at now: Int) throws { try ledger.begin(server, now: now).resolve(.failed, now: now) }

    /// A process number that nobody has: 2^22 is the most that Linux gives, and macOS stops at 99,999.
    private let deadProcess = 1 << 23

    @Test func `the second, the fourth and the sixth failure bring a pause, a pause and a lock`() throws {
        try fail(at: 1_000)
        #expect(ledger.summary(now: 1_000).pausedUntil == nil)
        try fail(at: 1_010)
        let paused = TunnelError.paused(host: "Node1.example", untilUnixTime: 1_910, failures: 2)
        #expect(throws: paused) { try ledger.begin(server, now: 1_011) }
        #expect(throws: paused) { try ledger.check(now: 1_909) }
        #expect(ledger.summary(now: 1_011).pausedUntil == 1_910)
        try fail(at: 1_910)
        try fail(at: 1_911)
        #expect(throws: TunnelError.paused(host: "Node1.example", untilUnixTime: 2_811, failures: 4)) {
            try ledger.begin(server, now: 2_000)
        }
        #expect(ledger.summary(now: 2_000).pauses == 2)
        try fail(at: 2_811)
        try fail(at: 2_812)
        let locked = TunnelError.locked(host: "Node1.example", ledger: folder.file(name), reason: "6 failed logins in a row")
        #expect(throws: locked) { try ledger.begin(server, now: 9_999_999) }
        #expect(throws: locked) { try ledger.check(now: 9_999_999) }
        #expect(ledger.summary(now: 9_999_999).lockedReason == "6 failed logins in a row")
    }

    @Test func `success clears the row, and a reset does so at any time`() throws {
        try fail(at: 1)
        try ledger.begin(server, now: 2).resolve(.accepted(isLastHop: true), now: 3)
        #expect(ledger.summary(now: 4).failuresInARow == 0)
        #expect(ledger.summary(now: 4).lastSuccess == 3)
        for time in [10, 11, 1_000, 1_001, 2_000, 2_001] { try fail(at: time) }
        #expect(ledger.summary(now: 2_001).lockedReason != nil)
        try ledger.reset(now: 2_002)
        let summary = ledger.summary(now: 2_003)
        #expect(summary.lockedReason == nil)
        #expect(summary.failuresInARow == 0)
        #expect(summary.lastReset == 2_002)
        try ledger.check(now: 2_003)
    }

    @Test func `the line is in the file before the attempt, and the files are private`() throws {
        let attempt = try ledger.begin(server, now: 50)
        let process = ProcessInfo.processInfo.processIdentifier
        #expect(folder.text(name) == "argo-shim login attempts 1\npending 50 \(process) logins.example:22\nend\n")
        #expect(try folder.names() == [name, name + ".lock"])
        #expect(try folder.mode(name) == 0o600)
        #expect(try folder.mode(name + ".lock") == 0o600)
        #expect(
            ledger.summary(now: 51).pending == .init(process: Int(process), address: "logins.example:22", since: 50))
        #expect(ledger.summary(now: 51).failuresInARow == 0)
        try attempt.resolve(.notCounted, now: 52)
        #expect(folder.text(name) == "argo-shim login attempts 1\nend\n")
    }

    @Test func `only the first outcome counts`() throws {
        let attempt = try ledger.begin(server, now: 50)
        try attempt.resolve(.notCounted, now: 51)
        try attempt.resolve(.failed, now: 52)
        #expect(ledger.summary(now: 53).failuresInARow == 0)
    }

    @Test func `whoever resolves a login second finds its outcome on the disk`() async throws {
        for time in 1...50 {
            let attempt = try ledger.begin(server, now: time)
            async let first = onThread { (try? attempt.resolve(.notCounted, now: time)) != nil && ledger.summary(now: time).pending == nil }
            async let second = onThread { (try? attempt.resolve(.failed, now: time)) != nil && ledger.summary(now: time).pending == nil }
            #expect(await [first, second] == [true, true])
            try ledger.reset(now: time)
        }
    }

    @Test func `a second process is told of a login that is pending, until its outcome is written`() throws {
        let attempt = try ledger.begin(server, now: 50)
        let other = AttemptLedger(folder: folder.path, host: "node1.example")
        let process = Int(ProcessInfo.processInfo.processIdentifier)
        let pending = TunnelError.loginPending(host: "node1.example", process: process)
        #expect(throws: pending) { try other.begin(server, now: 51) }
        #expect(throws: pending) { try other.reset(now: 51) }
        try attempt.resolve(.accepted(isLastHop: true), now: 52)
        try other.begin(server, now: 53).resolve(.notCounted, now: 53)
    }

    @Test func `of many who try at once, one at a time gets through`() async throws {
        let folder = folder
        let server = server
        let begun = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let ledger = AttemptLedger(folder: folder.path, host: "node1.example")
                    var count = 0
                    while count < 20 {
                        // Somebody else has it: the next round may be ours.
                        guard let attempt = try? ledger.begin(server, now: 100) else {
                            await Task.yield()
                            continue
                        }
                        // With the lock free too early, another line would be pending here.
                        let text = folder.text("logins-node1.example") ?? ""
                        guard text.components(separatedBy: "pending").count == 2 else { return -1 }
                        guard (try? attempt.resolve(.notCounted, now: 100)) != nil else { return -1 }
                        count += 1
                    }
                    return count
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(begun == Array(repeating: 20, count: 16))
        #expect(ledger.summary(now: 101).failuresInARow == 0)
    }

    @Test func `a process that died between the line and the outcome has failed`() throws {
        try folder.write("argo-shim login attempts 1\npending 50 \(deadProcess) logins.example:22\nend\n", to: name)
        #expect(ledger.summary(now: 60).failuresInARow == 1)
        #expect(ledger.summary(now: 60).pending == nil)
        try fail(at: 60)
        #expect(ledger.summary(now: 61).failuresInARow == 2)
        #expect(throws: TunnelError.paused(host: "Node1.example", untilUnixTime: 960, failures: 2)) { try ledger.check(now: 61) }
    }

    @Test func `whoever holds no lock has died, even if the number belongs to another process now`() throws {
        let running = ProcessInfo.processInfo.processIdentifier
        try folder.write("argo-shim login attempts 1\npending 50 \(running) logins.example:22\nend\n", to: name)
        try ledger.begin(server, now: 60).resolve(.notCounted, now: 60)
        #expect(ledger.summary(now: 61).failuresInARow == 1)
    }

    @Test func `a pause that a clock was set back into begins once`() throws {
        try fail(at: 100_000)
        try fail(at: 100_000)
        #expect(throws: TunnelError.paused(host: "Node1.example", untilUnixTime: 1_900, failures: 2)) {
            try ledger.begin(server, now: 1_000)
        }
        #expect(throws: TunnelError.paused(host: "Node1.example", untilUnixTime: 1_900, failures: 2)) {
            try ledger.begin(server, now: 1_800)
        }
        try ledger.begin(server, now: 1_900).resolve(.notCounted, now: 1_900)
    }

    @Test func `a pause that a clock was set back into ends for whoever only looks, too`() throws {
        try fail(at: 100_000)
        try fail(at: 100_000)
        for time in [1_000, 1_800] {
            #expect(throws: TunnelError.paused(host: "Node1.example", untilUnixTime: 1_900, failures: 2)) { try ledger.check(now: time) }
        }
        #expect(ledger.summary(now: 1_801).pausedUntil == 1_900)
        try ledger.check(now: 1_900)
    }

    @Test(arguments: ["", "argo-shim login attempts 1\nfail", "[]", "argo-shim login attempts 9\nend\n", "\u{0}\u{0}"])
    func `a damaged ledger is a lock that a reset opens`(text: String) throws {
        try folder.write(text, to: name)
        #expect { try ledger.begin(server, now: 1) } throws: { error in
            guard case TunnelError.locked(host: "Node1.example", let path, let reason) = error else { return false }
            return path == folder.file(name) && reason.hasPrefix("the login record ")
        }
        #expect(ledger.summary(now: 1).lockedReason?.hasPrefix("the login record ") == true)
        #expect(folder.text(name) == text)
        try ledger.reset(now: 2)
        try ledger.begin(server, now: 3).resolve(.notCounted, now: 3)
    }

    @Test func `a ledger that is no file, or a link, lets nobody through`() throws {
        try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
        #expect(throws: TunnelError.self) { try ledger.begin(server, now: 1) }
        #expect(ledger.summary(now: 1).lockedReason != nil)
        try FileManager.default.removeItem(atPath: folder.file(name))
        try folder.write("argo-shim login attempts 1\nend\n", to: "elsewhere")
        try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: folder.file("elsewhere"))
        #expect(throws: TunnelError.self) { try ledger.begin(server, now: 1) }
        #expect(folder.text("elsewhere") == "argo-shim login attempts 1\nend\n")
    }

    @Test func `folders are made for the owner alone`() throws {
        let deep = AttemptLedger(folder: folder.file("state/argo-shim"), host: "n")
        #expect(deep.summary(now: 1).failuresInARow == 0)
        #expect(try folder.names() == [])
        try deep.begin(server, now: 1).resolve(.notCounted, now: 1)
        #expect(try folder.mode("state") == 0o700)
        #expect(try folder.mode("state/argo-shim") == 0o700)
    }

    @Test func `where no folder can be made, nobody logs in`() throws {
        try folder.write("", to: "file")
        let ledger = AttemptLedger(folder: folder.file("file/argo-shim"), host: "n")
        #expect { try ledger.begin(server, now: 1) } throws: { error in
            guard case TunnelError.system = error else { return false }
            return true
        }
    }

    @Test func `in a folder that takes no files, nobody logs in`() throws {
        // Root may write everywhere but where the system keeps its own.
        let own = ["/proc", "/System"].first(where: FileManager.default.fileExists)
        let readOnly = getuid() == 0 ? try #require(own) : folder.path
        if readOnly == folder.path { try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path) }
        defer {
            // Only a folder of ours was changed, and it goes with the test.
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        }
        #expect { try AttemptLedger(folder: readOnly, host: "n").begin(server, now: 1) } throws: { error in
            guard case TunnelError.system(operation: "open", _, _) = error else { return false }
            return true
        }
    }

    @Test func `the file stays small however many logins there were`() throws {
        for time in 0..<500 { try ledger.begin(server, now: time).resolve(.accepted(isLastHop: true), now: time) }
        #expect(try #require(folder.text(name)).utf8.count < 100)
    }

    @Test func `each host has a ledger of its own`() throws {
        try fail(at: 1)
        #expect(AttemptLedger(folder: folder.path, host: "node2.example").summary(now: 2).failuresInARow == 0)
        #expect(AttemptLedger(folder: folder.path, host: "NODE1.example").summary(now: 2).failuresInARow == 1)
    }
}
