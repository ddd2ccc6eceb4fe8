import CLibrary
package import SystemPackage

/// Another program, run to its end without a shell.
///
/// swift-subprocess 1.0.2 would do the same; it was measured to add 2.8 MB of resident memory and three threads on Linux, for a program
/// that is run a few times at the start.
package struct Subprocess: Sendable {
    package enum End: Equatable, Sendable {
        /// It ended by itself. A signal's number comes as 128 + number, as shells tell it.
        case exited(status: Int32, output: [UInt8], errors: [UInt8])
        /// It could not be started; the code is an `errno`.
        case notStarted(code: Int32)
        case outOfTime
        case tooMuchOutput
        /// Somebody wants no answer any more.
        case interrupted
    }

    /// A path.
    package let program: String
    package let arguments: [String]
    /// The whole environment; nothing is inherited.
    package let environment: [String: String]
    /// The most that is taken of each of its two outputs, in bytes.
    package var outputLimit: Int
    /// Nil for no limit: a person may be looking for a code.
    package var timeLimit: Duration?

    package init(
        program: String, arguments: [String], environment: [String: String], outputLimit: Int = 64 * 1024, timeLimit: Duration? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.outputLimit = outputLimit
        self.timeLimit = timeLimit
    }

    /// Blocks the thread until the program is gone. It never outlives the call.
    package func run(_ interruption: Interruption) -> End {
        guard let output = OutputPipe(), let errors = OutputPipe() else { return .notStarted(code: Errno.tooManyOpenFiles.rawValue) }
        let processID: Int32
        do {
            processID = try launch(.null, .descriptor(output.writeEnd), .descriptor(errors.writeEnd)).start()
        } catch {
            return .notStarted(code: error.rawValue)
        }
        output.closeWriteEnd()
        errors.closeWriteEnd()
        let deadline = timeLimit.map { ContinuousClock.now + $0 }
        let stop = collect([output, errors], until: deadline, interruption) ?? outlast(processID, until: deadline, interruption)
        if stop != nil { kill(processID, SIGKILL) }
        let status = Self.reap(processID)
        // One that ended in time has said what it had to say, even if a child of its own keeps its output open.
        if let stop, stop == .interrupted || stop == .tooMuchOutput || status != 0 { return stop }
        return .exited(status: status, output: output.bytes, errors: errors.bytes)
    }

    private func launch(
        _ input: ProcessLaunch.Stream, _ output: ProcessLaunch.Stream, _ errors: ProcessLaunch.Stream
    ) -> ProcessLaunch {
        ProcessLaunch(
            program: program, arguments: arguments, environment: environment, input: input, output: output, errors: errors,
            closesOtherFiles: true, defaultSignals: [SIGINT, SIGTERM, SIGHUP, SIGUSR1])
    }

    // MARK: Output

    /// Reads both outputs to their ends.
    ///
    /// - Returns: why the program must be stopped; nil when the outputs have ended.
    private func collect(_ pipes: [OutputPipe], until deadline: ContinuousClock.Instant?, _ interruption: Interruption) -> End? {
        while true {
            let open = pipes.filter(\.isOpen)
            if open.isEmpty { return nil }
            let ready = interruption.wait(for: open.map(\.readEnd), milliseconds: Self.milliseconds(until: deadline))
            for (pipe, isReady) in zip(open, ready) where isReady { pipe.read() }
            if interruption.isTriggered { return .interrupted }
            if pipes.contains(where: { $0.bytes.count > outputLimit }) { return .tooMuchOutput }
            if let deadline, ContinuousClock.now >= deadline { return .outOfTime }
        }
    }

    /// Waits for a program that has closed its outputs.
    private func outlast(_ processID: pid_t, until deadline: ContinuousClock.Instant?, _ interruption: Interruption) -> End? {
        while true {
            var information = unsafe siginfo_t()
            // Leaves it to be reaped, so that its number stays its own.
            let found = unsafe waitid(P_PID, id_t(processID), &information, WEXITED | WNOHANG | WNOWAIT)
            if unsafe found != 0 || information.si_signo == SIGCHLD { return nil }
            if interruption.isTriggered { return .interrupted }
            if let deadline, ContinuousClock.now >= deadline { return .outOfTime }
            _ = interruption.wait(for: [], milliseconds: 10)
        }
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = (deadline - ContinuousClock.now) / .milliseconds(1)
        return Int32(max(0, min(left.rounded(.up), 60_000)))
    }

    /// Waits for the end of a program, and forgets it.
    ///
    /// - Returns: its exit status; a signal's number as 128 + number.
    @discardableResult
    package static func reap(_ processID: Int32) -> Int32 {
        // Nobody else asks for our children.
        ChildProcess.wait(for: processID).shellCode ?? -1
    }
}

extension Subprocess {
    /// A program that runs, and is both ends of a byte stream.
    package struct Stream: Sendable {
        /// What the program reads and writes, as a stream socket. Its owner closes it.
        package let socket: Int32
        /// What the program complains of, to be read. Its owner closes it.
        package let errors: Int32
        /// To be reaped when the program has ended.
        package let processID: Int32
    }

    /// Starts the program with one end of a pair of sockets for its input and its output. The limits of `run` do not hold for it.
    ///
    /// - Throws: `Errno`, mostly because the process has too many open files.
    package func startStream() throws(Errno) -> Stream {
        let sockets = try Descriptor.socketPair()
        let own = Descriptor(owning: sockets.0)
        let other = Descriptor(owning: sockets.1)
        let pipe = try Descriptor.pipe()
        let readEnd = Descriptor(owning: pipe.readEnd)
        let writeEnd = Descriptor(owning: pipe.writeEnd)
        let processID = try launch(
            .descriptor(other.number), .descriptor(other.number), .descriptor(writeEnd.number)
        ).start()
        return Stream(socket: own.release(), errors: readEnd.release(), processID: processID)
    }

    /// Gives up a stream that nobody has taken over: the program sees the end of its input, and ends.
    package static func abandon(_ stream: Stream) {
        close(stream.socket)
        close(stream.errors)
        reap(stream.processID)
    }
}

/// One output of a program.
private final class OutputPipe {
    let readEnd: Int32
    private(set) var writeEnd: Int32
    private(set) var bytes: [UInt8] = []
    private(set) var isOpen = true

    init?() {
        // Nil says it all: the process has too many open files.
        guard let ends = try? Descriptor.pipe() else { return nil }
        (readEnd, writeEnd) = ends
    }

    deinit {
        closeWriteEnd()
        close(readEnd)
    }

    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    /// Takes what is there; the caller bounds how much that becomes.
    func read() {
        // An output that cannot be read has ended.
        let piece = (try? FileDescriptor(rawValue: readEnd).readSome(limit: 4_096)) ?? []
        isOpen = !piece.isEmpty
        bytes += piece
    }
}
