import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SystemSupport

/// Keeps answers of the Responses API for those who come back to them. Files are written on another thread; what waits to be written is
/// found already.
final class ResponseStore: Sendable {
    /// How many answers are written between two looks for what is too old or too much.
    private static let savesPerPruning = 16

    private struct State {
        var waiting: [String: StoredResponse] = [:]
        /// What clients have deleted while it waited.
        var forgotten: Set<String> = []
        var saves = 0
    }

    private let folder: ResponseFolder
    private let logger: Logger
    private let state = NIOLockedValueBox(State())

    init(folder: ResponseFolder, logger: Logger) {
        self.folder = folder
        self.logger = logger
    }

    private var now: Int { ClockReading.unixTime }

    /// Keeps an answer, and returns at once.
    ///
    /// - Parameter request: the body that was asked, with the whole conversation.
    func keep(_ answer: [UInt8], to request: [UInt8]) {
        let limits = folder.limits
        guard answer.count + request.count <= limits.fileSize else {
            return logger.notice("did not keep an answer: it is too long", metadata: ["bytes": "\(answer.count + request.count)"])
        }
        guard let stored = StoredResponse(request: request, answer: answer, time: now) else { return }
        let hasRoom = state.withLockedValue { state in
            guard state.waiting.count < limits.waiting else { return false }
            state.waiting[stored.id] = stored
            return true
        }
        guard hasRoom else { return logger.warning("did not keep an answer: the disk is too slow") }
        NIOThreadPool.singleton.submit { state in
            if case .active = state { self.write(stored) }
        }
    }

    private func save(_ stored: StoredResponse) {
        do {
            try folder.save(stored)
        } catch {
            logger.warning("did not keep an answer", metadata: ["reason": "\(error)"])
        }
    }

    private func write(_ stored: StoredResponse) {
        save(stored)
        let (isForgotten, prunes) = state.withLockedValue { state in
            state.saves += 1
            state.waiting[stored.id] = nil
            return (state.forgotten.remove(stored.id) != nil, state.saves % Self.savesPerPruning == 1)
        }
        if isForgotten { _ = folder.remove(stored.id) }
        if prunes { folder.prune(now: now) }
    }

    /// Finds an answer. It blocks.
    func find(_ id: String) -> StoredResponse? {
        state.withLockedValue { $0.waiting[id] } ?? folder.load(id, now: now)
    }

    /// Finds an item of any answer. It blocks.
    func findItem(_ id: String) -> [UInt8]? {
        guard (1...200).contains(id.utf8.count) else { return nil }
        let waiting = state.withLockedValue { Array($0.waiting.values) }
        return waiting.lazy.compactMap { $0.item(id) }.first ?? folder.item(id, now: now)
    }

    /// Forgets an answer. It blocks.
    ///
    /// - Returns: whether there was one.
    func remove(_ id: String) -> Bool {
        let wasWaiting = state.withLockedValue { state in
            guard state.waiting.removeValue(forKey: id) != nil else { return false }
            state.forgotten.insert(id)
            return true
        }
        return folder.remove(id) || wasWaiting
    }

    /// Writes what still waits: the process is about to end.
    func finish() async {
        let left = state.withLockedValue { Array($0.waiting.values) }
        guard !left.isEmpty else { return }
        // One that is being written at this moment is written twice, the same. It fails only where the process has ended.
        try? await NIOThreadPool.singleton.runIfActive { for stored in left { self.save(stored) } }
    }
}
