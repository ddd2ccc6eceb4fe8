#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One line of the control protocol: a JSON object with the protocol's version and a message.
struct ControlLine<Message: Codable & Sendable>: Codable, Sendable {
    let version: Int
    let message: Message

    init(_ message: Message) {
        version = ControlProtocol.version
        self.message = message
    }

    /// - Throws: `ControlFault` for what is no line of this version.
    static func message(in bytes: [UInt8]) throws(ControlFault) -> Message {
        // Looked at first: what a later version says need not be readable.
        guard let head = try? ControlProtocol.decoder.decode(ControlProtocol.Head.self, from: Data(bytes)) else { throw .unreadable }
        guard head.version == ControlProtocol.version else { throw .otherVersion(head.version) }
        guard let line = try? ControlProtocol.decoder.decode(Self.self, from: Data(bytes)) else { throw .unreadable }
        return line.message
    }

    var bytes: [UInt8] {
        // Strings, numbers and lists of them: there is nothing in them that JSON has no word for.
        (try? ControlProtocol.encoder.encode(self)).map { Array($0) } ?? []
    }
}
