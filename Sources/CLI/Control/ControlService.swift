import Logging
import NIOPosix
import Relay
import ServiceLifecycle
import SystemSupport

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
            stream.write(ControlLine(ControlReply.refused(["This shim is another version, \(Version.number)."])).bytes)
        }
    }

    /// Lets a terminal hear what happens, and answer what is asked, until it goes.
    private func attend(_ stream: ControlStream, on thread: NIOThreadPool, answers: Bool, logsIn: Bool) async {
        let desk = control.desk
        guard let number = desk.enter(answers: answers, send: { stream.write(ControlLine($0).bytes) }) else {
            stream.write(ControlLine(ControlReply.refused(["Too many terminals are waiting for this shim already."])).bytes)
            return
        }
        defer { desk.leave(number) }
        if let outcome = control.outcome(answers: answers, logsIn: logsIn) { desk.tell(outcome, to: number) }
        let interruption = connections.interruption
        while let arrival = try? await thread.runIfActive({ stream.readLine(interruption, milliseconds: -1) }) {
            guard case .line(let line) = arrival, let request = try? ControlLine<ControlRequest>.message(in: line) else { return }
            guard case .answer(let question, let texts) = request, answers else { return }
            desk.settle(question, texts)
        }
    }

    /// Lends the way until the process that has asked for it goes.
    private func lend(_ stream: ControlStream, on thread: NIOThreadPool, address: String, port: Int) async {
        do throws(RelayListenError) {
            let lending = try await control.lender.lend(address: address, port: port)
            stream.write(ControlLine(ControlReply.done(lending.lines)).bytes)
            let interruption = connections.interruption
            // It says nothing more: what comes is its end, or ours.
            _ = try? await thread.runIfActive { stream.readLine(interruption, milliseconds: -1) }
            await lending.end()
        } catch {
            let advice = Advice(error)
            stream.write(ControlLine(ControlReply.refused([advice.summary] + advice.hints)).bytes)
        }
    }
}
