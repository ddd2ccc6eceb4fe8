package import FoundationSubset
import NIOPosix
import SystemSupport

/// How the processes of one user talk about a shim: lines of JSON over its control socket. Neither side ever sends the token.
package enum ControlProtocol {
    /// Raised when a message changes its meaning; the two sides may be different builds.
    package static let version = 1

    /// What the lines of every version have.
    package struct Head: Decodable {
        package let version: Int
    }

    package static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    package static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

/// One line of the control protocol: a JSON object with the protocol's version and a message.
package struct ControlLine<Message: Codable & Sendable>: Codable, Sendable {
    package let version: Int
    package let message: Message

    package init(_ message: Message) {
        version = ControlProtocol.version
        self.message = message
    }

    /// - Throws: `ControlFault` for what is no line of this version.
    package static func message(in bytes: [UInt8]) throws(ControlFault) -> Message {
        // Looked at first: what a later version says need not be readable.
        guard let head = try? ControlProtocol.decoder.decode(ControlProtocol.Head.self, from: Data(bytes)) else { throw .unreadable }
        guard head.version == ControlProtocol.version else { throw .otherVersion(head.version) }
        guard let line = try? ControlProtocol.decoder.decode(Self.self, from: Data(bytes)) else { throw .unreadable }
        return line.message
    }

    package var bytes: [UInt8] {
        // Strings, numbers and lists of them: there is nothing in them that JSON has no word for.
        (try? ControlProtocol.encoder.encode(self)).map { Array($0) } ?? []
    }
}

extension ControlStream {
    /// The next message of the other side; nil where it has gone, says nothing in time, or says what this version does not understand.
    func next<Message: Codable & Sendable>(
        _: Message.Type, on thread: NIOThreadPool, _ interruption: Interruption, milliseconds: Int32 = -1
    ) async -> Message? {
        let arrival = try? await thread.runIfActive { self.readLine(interruption, milliseconds: milliseconds) }
        guard case .line(let line) = arrival else { return nil }
        return try? ControlLine<Message>.message(in: line)
    }
}

/// What a process asks of a shim that runs.
package enum ControlRequest: Codable, Equatable, Sendable {
    /// Say how you are.
    case status
    /// Update the clients' settings, and report the status.
    case settings
    /// End, as after SIGTERM.
    case stop
    /// End, and leave the tunnel to the next shim, if it is this route that it wants.
    case handOver(route: String)
    /// Read again what can change while requests run.
    case reload
    /// The token's file has another token: use it, and write it into the clients' settings. An older shim knows `reload` alone.
    case tokenRotated
    /// SSH logins are allowed again: wait no longer for the end of their pause.
    case loginsAllowed
    /// Lend the connection to Argo to others, at this address and port, for as long as this control connection is open.
    case lend(address: String, port: Int)
    /// Tell me what happens until the tunnel is up or stays down.
    ///
    /// - `answers`: whether there is a terminal here at which questions can be asked.
    /// - `logsIn`: whether to try a login now.
    case attend(answers: Bool, logsIn: Bool)
    /// What the person has typed in answer to a question; nil when they gave up.
    case answer(question: Int, texts: [String]?)
}

/// What a shim says to a process that has asked.
package enum ControlReply: Codable, Equatable, Sendable {
    case status(ShimStatus)
    /// It is done; in words for a person.
    case done([String])
    /// It could not be done; in words for a person.
    case refused([String])
    /// It ends, and the tunnel stays up. The process that keeps it, where that is the shim's own, which then does not end.
    case tunnelStays(process: Int32?)
    /// Something has happened that a person who waits wants to see.
    case note(String)
    case question(number: Int, PersonQuestion)
    /// A question that was asked is over: somebody else has answered it, or the server did not wait.
    case questionIsOver(number: Int)
    /// The shim serves, and the connection to Argo works.
    case up
    /// The network is down, and the tunnel is tried again by itself; in words for a person.
    case waiting([String])
    /// The tunnel stays down until a person acts; in words for them.
    case needsLogin([String])
}

/// Why two processes could not talk to each other.
package enum ControlFault: Error, Equatable {
    /// It is not a line of the protocol.
    case unreadable
    /// The other side is another version of this program.
    case otherVersion(Int)
    /// The other side has gone, or does not answer in time.
    case noAnswer
}
