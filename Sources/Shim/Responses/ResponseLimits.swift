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

    /// The names of the files that have to go: those that are too old, then the oldest of too many.
    func surplus(of files: [File], now: Int) -> [String] {
        var left = files.sorted { ($0.time, $0.name) > ($1.time, $1.name) }
        var total = 0
        var surplus: [String] = []
        left.removeAll { file in
            let isOld = now - file.time >= age
            if isOld { surplus.append(file.name) }
            return isOld
        }
        for (index, file) in left.enumerated() {
            total += file.size
            if index >= count || total > totalSize { surplus.append(file.name) }
        }
        return surplus
    }
}
