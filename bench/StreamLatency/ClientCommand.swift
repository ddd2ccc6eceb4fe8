import ArgumentParser
import NIOCore
import NIOPosix

struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Read streams and print how late their events came, in microseconds.")

    @OptionGroup var shape: StreamShape
    @Option var port: Int
    @Option(help: "The access token, where the port asks for one.") var token = "none"
    @Flag(help: "Ask in the dialect of Messages: somebody on the way translates.") var messages = false

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let request = request
        let form = StreamForm(isMessages: messages)
        let step = 1_000_000_000 / Int64(shape.rate * shape.streams)
        let latencies = try await withThrowingTaskGroup(of: [UInt64].self) { tasks in
            for number in 0..<shape.streams {
                // Spread over the interval, so that the streams do not all speak at once.
                let start = NIODeadline.now() + .nanoseconds(step * Int64(number))
                tasks.addTask { try await Self.readStream(group.next(), port: port, request: request, form: form, start: start) }
            }
            return try await tasks.reduce(into: [UInt64]()) { $0 += $1 }
        }.sorted()
        guard latencies.count == shape.streams * shape.events else {
            throw ValidationError("\(latencies.count) events came instead of \(shape.streams * shape.events)")
        }
        func microseconds(_ quantile: Double) -> Double { Double(latencies[Int(Double(latencies.count - 1) * quantile)]) / 1_000 }
        print("p50=\(microseconds(0.5)) p99=\(microseconds(0.99)) max=\(microseconds(1))")
    }

    private var request: String {
        let body =
            #"{"model":"gpt4o","user":"bench","stream":true,"max_tokens":100000,"messages":[{"role":"user","content":"go"}]}"#
        return "POST \(messages ? "/v1/messages" : "/argoapi/v1/chat/completions") HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
            + "x-api-key: \(token)\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Reads one stream and gives the delay of each event in nanoseconds.
    private static func readStream(
        _ eventLoop: any EventLoop, port: Int, request: String, form: StreamForm, start: NIODeadline
    ) async throws -> [UInt64] {
        let promise = eventLoop.makePromise(of: [UInt64].self)
        let channel = try await ClientBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(EventClock(form: form, promise: promise))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        try await eventLoop.scheduleTask(deadline: start) {}.futureResult.get()
        try await channel.writeAndFlush(ByteBuffer(string: request)).get()
        let latencies = try await promise.futureResult.get()
        try await channel.close().get()
        return latencies
    }
}

/// How a stream's texts and its end look.
struct StreamForm {
    let mark: [UInt8]
    let end: [UInt8]

    init(isMessages: Bool) {
        mark = Array((isMessages ? #""text_delta","text":""# : #""content":""#).utf8)
        end = Array((isMessages ? "message_stop" : "[DONE]").utf8)
    }
}

/// Finds the sending time of each event in what comes and notes how long ago that was.
final class EventClock: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let form: StreamForm
    private let promise: EventLoopPromise<[UInt64]>
    private var pending: [UInt8] = []
    private var latencies: [UInt64] = []

    init(form: StreamForm, promise: EventLoopPromise<[UInt64]>) {
        self.form = form
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = NIODeadline.now().uptimeNanoseconds
        pending.append(contentsOf: Self.unwrapInboundIn(data).readableBytesView)
        while let mark = pending.firstRange(of: form.mark), let quote = pending[mark.upperBound...].firstIndex(of: UInt8(ascii: "\"")) {
            if let sent = UInt64(String(decoding: pending[mark.upperBound..<quote], as: UTF8.self)) { latencies.append(now &- sent) }
            pending.removeFirst(quote)
        }
        if pending.firstRange(of: form.end) != nil { promise.succeed(latencies) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Too late where the stream is complete.
        promise.succeed(latencies)
    }
}
