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

    private let stream: ControlStream
    private let askPass: AskPass
    private let isQuiet: Bool
    /// The question that the person is asked.
    private let asking = NIOLockedValueBox<(number: Int, prompter: TerminalPrompter)?>(nil)

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
        await stream.follow(ifInterrupted: .interrupted) { threads, nextLine in
            await self.listen(on: threads, nextLine)
        } atEnd: {
            self.asking.withLockedValue { $0 }?.prompter.close()
        }
    }

    private func listen(on threads: NIOThreadPool, _ nextLine: @escaping @Sendable () async -> [UInt8]?) async -> Outcome {
        await withTaskGroup(of: Void.self) { questions in
            while true {
                guard let line = await nextLine() else { return .ended }
                guard let reply = try? ControlLine<ControlReply>.message(in: line) else { return .otherVersion }
                switch reply {
                case .up: return .up
                case .waiting(let lines): return .waiting(lines)
                case .needsLogin(let lines): return .needsLogin(lines)
                case .refused(let lines): return .refused(lines)
                case .note(let text): if !isQuiet { Console.note(text) }
                case .question(let number, let question):
                    let prompter = TerminalPrompter(askPass: askPass)
                    asking.withLockedValue { $0 = (number, prompter) }
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

extension ControlStream {
    /// Reads what a shim says, until it is clear what came of it or the person presses Ctrl-C; then the stream ends.
    ///
    /// - Parameters:
    ///   - listen: gets threads that may block, and what waits for the next line; that is nil where the shim has no more to say.
    ///   - atEnd: called when there is an outcome, so that whoever waits for a person waits no longer.
    func follow<Outcome: Sendable>(
        ifInterrupted interrupted: Outcome,
        _ listen: @escaping @Sendable (NIOThreadPool, @escaping @Sendable () async -> [UInt8]?) async -> Outcome,
        atEnd: () -> Void = {}
    ) async -> Outcome {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let interruption = Interruption()
        // One thread reads, and one asks.
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        let outcome = await withTaskGroup(of: Outcome.self) { tasks in
            tasks.addTask {
                for await _ in signals { break }
                return interrupted
            }
            tasks.addTask {
                await listen(threads) {
                    let arrival = try? await threads.runIfActive { self.readLine(interruption, milliseconds: -1) }
                    return if case .line(let line) = arrival { line } else { nil }
                }
            }
            let first = await tasks.next() ?? interrupted
            atEnd()
            interruption.trigger()
            end()
            tasks.cancelAll()
            return first
        }
        // Nothing is left for the threads to do.
        try? await threads.shutdownGracefully()
        return outcome
    }
}
