import Logging
import NIOConcurrencyHelpers
import NIOPosix
import Relay
import ServiceLifecycle
import SystemSupport
import UnixSignals

/// Answers other processes of this user for as long as the shim serves.
struct ControlService: Service {
    /// Processes that are connected at one time; one more is turned away.
    private static let limit = 16
    /// How long a process may take to say what it wants.
    private static let patience: Int32 = 5_000

    private let control: ShimControl
    private let connections: AcceptLoop<ControlStream>

    init(socket: ControlSocket, control: ShimControl) {
        self.control = control
        connections = AcceptLoop(limit: Self.limit) { socket.next($0) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await connections.run { stream in
                await NIOThreadPool.withOwnThread { await answer(stream, on: $0) }
            }
        }
    }

    private func answer(_ stream: ControlStream, on thread: NIOThreadPool) async {
        let interruption = connections.interruption
        let arrival = try? await thread.runIfActive { stream.readLine(interruption, milliseconds: Self.patience) }
        guard case .line(let line) = arrival else { return }
        do throws(ControlFault) {
            let request = try ControlLine<ControlRequest>.message(in: line)
            if case .attend(let answers, let logsIn) = request {
                await attend(stream, on: thread, answers: answers, logsIn: logsIn)
            } else if case .lend(let address, let port) = request {
                await lend(stream, on: thread, address: address, port: port)
            } else {
                stream.write(ControlLine(await control.reply(to: request)).bytes)
            }
        } catch {
            stream.write(ControlLine(ControlReply.refused(["This shim has an incompatible version, \(Version.number)."])).bytes)
        }
    }

    /// Lets a terminal hear what happens, and answer what is asked, until it goes.
    private func attend(_ stream: ControlStream, on thread: NIOThreadPool, answers: Bool, logsIn: Bool) async {
        let broker = control.daemon.broker
        guard let number = broker.enter(answers: answers, send: { stream.write(ControlLine($0).bytes) }) else {
            stream.write(ControlLine(ControlReply.refused(["Too many terminals are already waiting for this shim."])).bytes)
            return
        }
        defer { broker.leave(number) }
        if let outcome = control.outcome(answers: answers, logsIn: logsIn) { broker.tell(outcome, to: number) }
        let interruption = connections.interruption
        while case .answer(let question, let texts) = await stream.next(ControlRequest.self, on: thread, interruption), answers {
            broker.settle(question, texts)
        }
    }

    /// Lends the way until the process that has asked for it goes.
    private func lend(_ stream: ControlStream, on thread: NIOThreadPool, address: String, port: Int) async {
        do throws(RelayListenError) {
            let lending = try await control.relayProvider.lend(address: address, port: port)
            stream.write(ControlLine(ControlReply.done([lending.words])).bytes)
            let interruption = connections.interruption
            // It says nothing more: what comes is its end, or ours.
            _ = try? await thread.runIfActive { stream.readLine(interruption, milliseconds: -1) }
            await lending.listener.close()
        } catch {
            let advice = Advice(error)
            stream.write(ControlLine(ControlReply.refused([advice.summary] + advice.hints)).bytes)
        }
    }
}

/// Takes connections one after the other, and serves a bounded number of them at one time.
struct AcceptLoop<Connection: Sendable>: Sendable {
    /// Connections that are served at one time; one more is turned away.
    private let limit: Int
    private let next: @Sendable (Interruption) -> Connection?
    private let turnAway: @Sendable (Connection) -> Void
    /// Ends the wait for a connection; those that are served may wait with it, too.
    let interruption = Interruption()
    private let servedCount = NIOLockedValueBox(0)

    /// - Parameters:
    ///   - limit: how many are served at one time.
    ///   - next: waits for a connection, on a thread that may block; nil after the interruption.
    ///   - turnAway: gets rid of one that is too many, where dropping it does not.
    init(
        limit: Int, next: @escaping @Sendable (Interruption) -> Connection?,
        turnAway: @escaping @Sendable (Connection) -> Void = { _ in }
    ) {
        self.limit = limit
        self.next = next
        self.turnAway = turnAway
    }

    /// Returns when the task is cancelled, and everybody has been served.
    func run(serve: @escaping @Sendable (Connection) async -> Void) async {
        await withTaskCancellationHandler {
            await takeAll(serve)
        } onCancel: {
            interruption.trigger()
        }
    }

    private func takeAll(_ serve: @escaping @Sendable (Connection) async -> Void) async {
        // It waits for connections and does nothing else.
        await NIOThreadPool.withOwnThread { thread in
            await withDiscardingTaskGroup { connections in
                // It fails only when the thread has been ended, which happens behind this.
                while let connection = try? await thread.runIfActive({ next(interruption) }) {
                    guard takePlace() else {
                        turnAway(connection)
                        continue
                    }
                    connections.addTask {
                        await serve(connection)
                        servedCount.withLockedValue { $0 -= 1 }
                    }
                }
            }
        }
    }

    private func takePlace() -> Bool {
        servedCount.withLockedValue { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }
}

extension NIOThreadPool {
    /// Runs something that has a thread of its own for calls that block.
    static func withOwnThread<Result>(_ body: (NIOThreadPool) async -> Result) async -> Result {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let result = await body(thread)
        // Nothing is left for the thread to do.
        try? await thread.shutdownGracefully()
        return result
    }
}

/// What SIGHUP means to a shim: read again what can change while requests run; or the end, when the terminal it ran in is closed.
struct ReloadService: Service {
    let control: ShimControl
    let statusOutput: StatusOutput
    /// Whether it was started in a terminal.
    private let hadTerminal = CurrentProcess.hasTerminal

    func run() async throws {
        guard !CurrentProcess.ignoresHangUp else { return try await gracefulShutdown() }
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            for await _ in signals {
                if hadTerminal, !CurrentProcess.hasTerminal {
                    ChildProcess.end(CurrentProcess.ownID)
                } else {
                    for line in control.reload() { statusOutput.note(line) }
                }
            }
        }
    }
}
