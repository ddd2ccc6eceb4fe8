import NIOPosix
import SystemSupport
import UnixSignals

/// Has a shim that runs lend its way for as long as this command runs.
struct LoanRequest {
    let instance: Instance
    let binding: RelayBinding

    /// - Throws: `Advice` where the shim does not lend it, or ends.
    func run() async throws {
        let port = binding.port ?? RelayBinding.standardPort(shimPort: instance.port)
        let stream = try ControlClient(instance).stream(for: .lend(address: binding.place, port: port))
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let interruption = Interruption()
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let outcome = await withTaskGroup(of: Result<Void, Advice>.self) { tasks in
            tasks.addTask {
                for await _ in signals { break }
                return .success(())
            }
            tasks.addTask { await listen(to: stream, on: thread, interruption) }
            let first = await tasks.next() ?? .success(())
            interruption.trigger()
            stream.end()
            tasks.cancelAll()
            return first
        }
        // Nothing is left for the thread to do.
        try? await thread.shutdownGracefully()
        try outcome.get()
    }

    /// Returns when the shim has no more to say.
    private func listen(to stream: ControlStream, on thread: NIOThreadPool, _ interruption: Interruption) async -> Result<Void, Advice> {
        while case .line(let line) = try? await thread.runIfActive({ stream.readLine(interruption, milliseconds: -1) }) {
            // A line of another version says nothing that could be shown.
            guard let reply = try? ControlLine<ControlReply>.message(in: line) else { break }
            switch reply {
            case .done(let lines): for line in lines { Console.note(line) }
            case .refused(let lines):
                return .failure(Advice(lines.first ?? "The shim does not lend its way.", hints: Array(lines.dropFirst())))
            default: break
            }
        }
        return .failure(
            Advice(
                "The shim on port \(instance.port) has ended, and the relay with it.", hints: ["Start it: argo-shim start"],
                exitCode: .notRunning))
    }
}
