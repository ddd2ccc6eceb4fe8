import Daemon
import NIOConcurrencyHelpers
import NIOPosix
import SystemSupport
import Tunnel
import UnixSignals

/// A terminal that waits for a shim: it shows what happens, and answers what is asked.
final class PromptSession: Sendable {
    enum Outcome: Equatable, Sendable {
        case up
        /// The network is down; the shim goes on trying.
        case waiting([String])
        case needsLogin([String])
        case refused([String])
        /// The shim says what this version does not understand.
        case otherVersion
        /// The shim has ended.
        case ended
        /// The person pressed Ctrl-C.
        case interrupted
    }

    private struct Asking {
        let number: Int
        let prompter: TerminalPrompter
    }

    private let stream: ControlStream
    private let askPass: AskPass
    private let isQuiet: Bool
    private let interruption = Interruption()
    private let asking = NIOLockedValueBox<Asking?>(nil)

    /// - Parameters:
    ///   - stream: on which `attend` was asked for.
    ///   - isQuiet: whether only questions are shown.
    init(_ stream: ControlStream, askPass: AskPass, isQuiet: Bool) {
        self.isQuiet = isQuiet
        self.stream = stream
        self.askPass = askPass
    }

    /// Returns when it is clear how the shim is.
    func outcome() async -> Outcome {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        // One thread reads, and one asks.
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        let outcome = await withTaskGroup(of: Outcome.self) { tasks in
            tasks.addTask {
                for await _ in signals { return .interrupted }
                return .ended
            }
            tasks.addTask { await self.listen(on: threads) }
            let first = await tasks.next() ?? .ended
            end()
            tasks.cancelAll()
            return first
        }
        // Nothing is left for the threads to do.
        try? await threads.shutdownGracefully()
        return outcome
    }

    private func end() {
        asking.withLockedValue { $0 }?.prompter.close()
        interruption.trigger()
        stream.end()
    }

    private func listen(on threads: NIOThreadPool) async -> Outcome {
        await withTaskGroup(of: Void.self) { questions in
            while true {
                let arrival = try? await threads.runIfActive { [self] in stream.readLine(interruption, milliseconds: -1) }
                guard case .line(let line) = arrival else { return .ended }
                guard let reply = try? ControlLine<ControlReply>.message(in: line) else { return .otherVersion }
                switch reply {
                case .up: return .up
                case .waiting(let lines): return .waiting(lines)
                case .needsLogin(let lines): return .needsLogin(lines)
                case .refused(let lines): return .refused(lines)
                case .note(let text): if !isQuiet { Console.note(text) }
                case .question(let number, let question):
                    let prompter = TerminalPrompter(askPass: askPass)
                    asking.withLockedValue { $0 = Asking(number: number, prompter: prompter) }
                    questions.addTask { await self.ask(question, number, prompter, on: threads) }
                case .questionIsOver(let number):
                    let over = asking.withLockedValue { asking in
                        defer { if asking?.number == number { asking = nil } }
                        return asking?.number == number ? asking : nil
                    }
                    over?.prompter.close()
                case .status, .done, .tunnelStays: break
                }
            }
        }
    }

    private func ask(_ question: PersonQuestion, _ number: Int, _ prompter: TerminalPrompter, on threads: NIOThreadPool) async {
        // It fails only when the threads have been ended, and then nobody waits for the answer.
        let texts = try? await threads.runIfActive { question.ask(prompter) }
        stream.write(ControlLine(ControlRequest.answer(question: number, texts: texts ?? nil)).bytes)
    }
}
