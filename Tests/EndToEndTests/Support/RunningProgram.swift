import Dispatch
import Foundation
import NIOConcurrencyHelpers
import Testing

/// A program that runs beside a test: its outputs are collected, its time is limited, and it ends with its scope.
final class RunningProgram: Sendable {
    private struct State {
        /// The process, and both of its outputs.
        var openEnds = 3
        var status: ExitStatus?
        var isOutOfTime = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    let output = ProgramOutput()
    let errors = ProgramOutput()
    let processID: Int32
    private let state: NIOLockedValueBox<State>

    /// Runs a program for the time of a closure, and kills it and its children in every case.
    static func with<Result>(_ command: Command, _ body: (RunningProgram) async throws -> Result) async throws -> Result {
        let program = try RunningProgram(command)
        do {
            let result = try await body(program)
            await program.destroy()
            return result
        } catch {
            await program.destroy()
            throw error
        }
    }

    /// Runs a program to its end.
    static func run(_ command: Command) async throws -> FinishedProgram {
        try await with(command) { await $0.end() }
    }

    private init(_ command: Command) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command.program)
        process.arguments = command.arguments
        process.environment = command.environment
        process.currentDirectoryURL = URL(fileURLWithPath: command.folder)
        process.standardInput = command.input
        let pipes = [Pipe(), Pipe()]
        process.standardOutput = pipes[0]
        process.standardError = pipes[1]
        let state = NIOLockedValueBox(State())
        self.state = state
        process.terminationHandler = { process in
            let isSignalled = process.terminationReason == .uncaughtSignal
            let status: ExitStatus = isSignalled ? .signal(process.terminationStatus) : .code(process.terminationStatus)
            Self.close(state) { $0.status = $0.isOutOfTime ? .timedOut : status }
        }
        try process.run()
        processID = process.processIdentifier
        for (pipe, output) in zip(pipes, [output, errors]) { Self.collect(pipe.fileHandleForReading, in: output, state) }
        limit(to: command.timeLimit)
    }

    /// Waits until the program has ended and both of its outputs are complete.
    func end() async -> FinishedProgram {
        await withCheckedContinuation { continuation in
            let isOver = state.withLockedValue { state in
                if state.openEnds == 0 { return true }
                state.waiters.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
        let status = state.withLockedValue { $0.status }
        return FinishedProgram(status: status ?? .timedOut, output: output.text, errors: errors.text)
    }

    /// Sends a signal, if the program still runs.
    func send(_ signal: Int32) {
        state.withLockedValue { state in
            // Under the lock that the status is set with, so that no other process can have got the number meanwhile.
            if state.status == nil { Self.signal(processID, signal) }
        }
    }

    private func destroy() async {
        guard isUnfinished else { return }
        send(SIGKILL)
        // A child that outlived the program would hold its outputs open.
        Self.signalGroup(processID, SIGKILL)
        _ = await end()
    }

    private var isUnfinished: Bool { state.withLockedValue { $0.openEnds > 0 } }

    // MARK: Ends

    private func limit(to seconds: Double) {
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
            guard let self else { return }
            guard isUnfinished else { return }
            state.withLockedValue { $0.isOutOfTime = true }
            send(SIGKILL)
            Self.signalGroup(processID, SIGKILL)
        }
    }

    /// Reads on a thread of its own: a program that says nothing must not hold up the tests' threads.
    private static func collect(_ handle: FileHandle, in output: ProgramOutput, _ state: NIOLockedValueBox<State>) {
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                // Not through the handle, which traps where a signal has interrupted the call.
                let count = unsafe read(handle.fileDescriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { break }
                output.append(Data(buffer[..<count]))
            }
            // Nobody else does it, and all tests together start more programs than a process may have open files.
            try? handle.close()
            output.finish()
            close(state) { _ in }
        }
    }

    private static func close(_ state: NIOLockedValueBox<State>, _ change: (inout State) -> Void) {
        let waiters = state.withLockedValue { state in
            change(&state)
            state.openEnds -= 1
            guard state.openEnds == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    // MARK: Signals

    private static func signal(_ processID: Int32, _ signal: Int32) {
        // It fails only when the process is gone, which is what is wanted.
        _ = kill(processID, signal)
    }

    /// Reaches the program's children where the program leads a process group of its own.
    private static func signalGroup(_ processID: Int32, _ signal: Int32) {
        // Never our own group: the test itself is in it.
        guard processID > 1, processID != getpgrp() else { return }
        _ = kill(-processID, signal)
    }
}

/// A program to be run, with everything that it is given.
struct Command: Sendable {
    /// Path of the program.
    var program: String
    var arguments: [String] = []
    /// The whole environment; nothing is inherited.
    var environment: [String: String]
    /// What the program reads; nothing unless it is given.
    var input = FileHandle.nullDevice
    /// The folder that it runs in.
    var folder: String
    /// After so many seconds it is killed. Generous, because a busy machine may run every test at once.
    var timeLimit = 550.0
}

/// A program that has ended, with what it said.
struct FinishedProgram: Sendable, CustomStringConvertible {
    let status: ExitStatus
    let output: String
    let errors: String

    var description: String { "\(status)\n--- standard output\n\(output)\n--- standard error\n\(errors)" }
}

/// How a program ended.
enum ExitStatus: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)
    /// It ran for longer than its limit, and was killed.
    case timedOut
}

/// A program that a test needs ended otherwise than it had to.
struct UnexpectedEnd: Error, CustomStringConvertible {
    let finished: FinishedProgram

    init(_ finished: FinishedProgram) {
        self.finished = finished
    }

    var description: String { finished.description }
}

@Suite struct RunningProgramTests {
    @Test func `a program that outlives its limit is killed with its children`() async throws {
        let home = try TestHome()
        let command = Command(
            program: "/bin/sh", arguments: ["-c", "echo here; tail -f /dev/null & tail -f /dev/null"], environment: home.environment,
            folder: home.path, timeLimit: 0.5)
        let finished = try await RunningProgram.run(command)
        #expect(finished.status == .timedOut)
        #expect(finished.output == "here\n")
    }

    @Test func `a line that does not come is an error with what came instead`() async throws {
        let home = try TestHome()
        let command = Command(
            program: "/bin/sh", arguments: ["-c", "echo one; echo two; exit 3"], environment: home.environment, folder: home.path)
        try await RunningProgram.with(command) { program in
            let lines = [try await program.output.line(containing: "o"), try await program.output.line(2, containing: "o")]
            #expect(lines == ["one", "two"])
            let error = await #expect(throws: ProgramOutput.Ended.self) { try await program.output.line(3, containing: "o") }
            #expect(error?.text == "one\ntwo\n")
            #expect(await program.end().status == .code(3))
        }
    }
}
