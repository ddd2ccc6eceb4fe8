import FoundationSubset
import SystemSupport
import TokenSync

/// The files of kept answers, one each, 0600 in a folder of the user's alone. Its calls block.
struct ResponseFolder: Sendable {
    /// Absolute path.
    let path: String
    let limits: ResponseLimits

    /// - Parameter now: seconds since 1970.
    /// - Returns: nil where there is none, or where it is incomplete or too old.
    func load(_ id: String, now: Int) -> StoredResponse? {
        let file = file(StoredResponse.fileName(id: id))
        // One that cannot be read is lost, and no other with it.
        guard let bytes = try? file.load(), let stored = StoredResponse(fileContents: bytes, id: id) else { return nil }
        return now - stored.time < limits.age ? stored : nil
    }

    /// Looks for an item through all answers, the latest first.
    ///
    /// - Parameter now: seconds since 1970.
    func item(_ id: String, now: Int) -> [UInt8]? {
        let search = ByteSearch(id)
        for name in files.sorted(by: { $0.time > $1.time }).map(\.name) {
            // One that cannot be read is lost, and no other with it. Most can be passed over unread.
            guard let bytes = try? file(name).load(), search.isFound(in: bytes),
                let stored = StoredResponse(fileContents: bytes, id: nil), now - stored.time < limits.age, let item = stored.item(id)
            else { continue }
            return item
        }
        return nil
    }

    /// - Throws: `FileSystemError`.
    func save(_ stored: StoredResponse) throws {
        try file(StoredResponse.fileName(id: stored.id)).save(stored.fileContents)
    }

    /// - Returns: whether there was such a file.
    func remove(_ id: String) -> Bool {
        // One that cannot be removed is as good as none: it is too old some day.
        (try? FileManager.default.removeItem(atPath: "\(path)/\(StoredResponse.fileName(id: id))")) != nil
    }

    /// Takes away what is too old or too much.
    func prune(now: Int) {
        for name in limits.surplus(of: files, now: now) {
            // Another shim has done so already, or it is tried again next time.
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    private func file(_ name: String) -> StateFile {
        StateFile(path: "\(path)/\(name)", sizeLimit: limits.fileSize)
    }

    private var files: [ResponseLimits.File] {
        let manager = FileManager.default
        // A folder that is not there holds nothing.
        let names = (try? manager.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in
            // It has gone meanwhile.
            guard let facts = try? manager.attributesOfItem(atPath: "\(path)/\(name)") else { return nil }
            // Foundation's two versions keep numbers in different types.
            let size = (facts[.size] as? Int) ?? (facts[.size] as? any BinaryInteger).map { Int(clamping: $0) } ?? 0
            let time = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return ResponseLimits.File(name: name, size: size, time: Int(clamping: Int64(time)))
        }
    }
}

/// How much of answers is kept, and for how long.
struct ResponseLimits: Equatable, Sendable {
    struct File: Equatable {
        let name: String
        /// Bytes.
        let size: Int
        /// When it was written, in seconds since 1970.
        let time: Int
    }

    /// Seconds: OpenAI keeps answers for 30 days (https://platform.openai.com/docs/guides/your-data).
    var age = 30 * 86_400
    /// Files.
    var count = 1_000
    /// Bytes, of all files together.
    var totalSize = 64 * 1024 * 1024
    /// Bytes, of one file; a longer conversation is not kept.
    var fileSize = 8 * 1024 * 1024
    /// Answers that wait to be written.
    var waiting = 16

    /// The names of the files that have to go: those that are too old, and the oldest of too many.
    func surplus(of files: [File], now: Int) -> [String] {
        var total = 0
        // The newest first: what is too old comes last, and takes no room from the others.
        let ordered = files.sorted { ($0.time, $0.name) > ($1.time, $1.name) }
        return ordered.enumerated().filter { index, file in
            total += file.size
            return now - file.time >= age || index >= count || total > totalSize
        }.map(\.element.name)
    }
}
