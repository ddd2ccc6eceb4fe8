import SystemSupport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a shim writes into its lock's file, for processes that look for it.
struct InstanceRecord: Codable, Equatable {
    /// The longest record, in bytes: a path has 4096 at most (PATH_MAX).
    private static let sizeLimit = 16 * 1_024

    var version = ControlProtocol.version
    let process: Int32
    /// Where it listens to other processes; nil where no place could be had.
    let socket: String?

    /// - Returns: nil for a file that is not there, or not written yet.
    init?(lock: String) {
        // It is written anew at each start, so that one that cannot be read says nothing.
        guard let bytes = WholeFile.bytes(of: lock, limit: Self.sizeLimit),
            let record = try? ControlProtocol.decoder.decode(Self.self, from: Data(bytes))
        else { return nil }
        self = record
    }

    init(process: Int32, socket: String?) {
        self.process = process
        self.socket = socket
    }
}
