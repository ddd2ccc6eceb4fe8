import SystemPackage

@testable import SystemSupport

/// The local file system, of which a test counts the changing steps, looks in between them, and lets the process die at one of them.
final class ScriptedFileSystem: FileSystem {
    private struct State {
        var step = 0
        var isDead = false
        var log: [String] = []
    }

    private let local = LocalFileSystem()
    private let state = Locked(State())
    private let dyingStep: Int?
    private let beforeStep: @Sendable (_ step: Int, _ name: String) -> Void
    let userID: UInt32
    private let isExchangeSupported: Bool

    /// - Parameters:
    ///   - dyingStep: the changing call, counted from 0, that is not done any more, nor anything behind it. A file that is being written
    ///     then is written half.
    ///   - beforeStep: called before each changing call.
    init(
        dyingAt dyingStep: Int? = nil, isExchangeSupported: Bool = true, userID: UInt32? = nil,
        beforeStep: @escaping @Sendable (_ step: Int, _ name: String) -> Void = { _, _ in }
    ) {
        self.dyingStep = dyingStep
        self.isExchangeSupported = isExchangeSupported
        self.userID = userID ?? LocalFileSystem().userID
        self.beforeStep = beforeStep
    }

    /// The changing calls so far.
    var steps: Int { state.withLock { $0.step } }
    /// The names of the changing calls so far, and of the locks.
    var log: [String] { state.withLock { $0.log } }
    var isDead: Bool { state.withLock { $0.isDead } }

    private static func death(_ path: String) -> FileSystemError { .failed(.write, path: path, code: .ioError) }

    private func beAlive(_ path: String) throws(FileSystemError) {
        if isDead { throw Self.death(path) }
    }

    /// - Returns: whether this is the step at which the process dies.
    private func takeStep(_ name: String, _ path: String) throws(FileSystemError) -> Bool {
        try beAlive(path)
        let step = state.withLock { state in
            defer { state.step += 1 }
            if state.step == dyingStep { state.isDead = true }
            state.log.append(name)
            return state.step
        }
        if step == dyingStep { return true }
        beforeStep(step, name)
        return false
    }

    private func change(_ name: String, _ path: String, _ call: () throws(FileSystemError) -> Void) throws(FileSystemError) {
        if try takeStep(name, path) { throw Self.death(path) }
        try call()
    }

    func status(of path: String) throws(FileSystemError) -> Stat? {
        try beAlive(path)
        return try local.status(of: path)
    }

    func destination(ofLink path: String) throws(FileSystemError) -> String {
        try beAlive(path)
        return try local.destination(ofLink: path)
    }

    func read(_ path: String, limit: Int) throws(FileSystemError) -> FileContents? {
        try beAlive(path)
        return try local.read(path, limit: limit)
    }

    func names(inFolder path: String) throws(FileSystemError) -> [String] {
        try beAlive(path)
        return try local.names(inFolder: path)
    }

    func createTemporary(beside path: String, holding bytes: [UInt8], like status: Stat?) throws(FileSystemError) -> String {
        if try takeStep("createTemporary", path) {
            _ = try local.createTemporary(beside: path, holding: Array(bytes.prefix(bytes.count / 2)), like: nil)
            throw Self.death(path)
        }
        return try local.createTemporary(beside: path, holding: bytes, like: status)
    }

    func rename(_ path: String, to target: String) throws(FileSystemError) {
        try change("rename", path) { () throws(FileSystemError) in try local.rename(path, to: target) }
    }

    func exchange(_ path: String, with other: String) throws(FileSystemError) {
        guard isExchangeSupported else { throw .failed(.exchange, path: path, code: .invalidArgument) }
        try change("exchange", path) { () throws(FileSystemError) in try local.exchange(path, with: other) }
    }

    func link(_ path: String, to target: String) throws(FileSystemError) {
        try change("link", path) { () throws(FileSystemError) in try local.link(path, to: target) }
    }

    func remove(_ path: String) throws(FileSystemError) {
        try change("remove", path) { () throws(FileSystemError) in try local.remove(path) }
    }

    func createFolder(_ path: String) throws(FileSystemError) {
        try change("createFolder", path) { () throws(FileSystemError) in try local.createFolder(path) }
    }

    func removeFolder(_ path: String) throws(FileSystemError) {
        try change("removeFolder", path) { () throws(FileSystemError) in try local.removeFolder(path) }
    }

    func synchronizeFolder(_ path: String) throws(FileSystemError) {
        try change("synchronizeFolder", path) { () throws(FileSystemError) in try local.synchronizeFolder(path) }
    }

    func setMode(_ mode: UInt32, of path: String) throws(FileSystemError) {
        try change("setMode", path) { () throws(FileSystemError) in try local.setMode(mode, of: path) }
    }

    func lock(_ path: String) throws(FileSystemError) -> FileLock {
        try beAlive(path)
        state.withLock { $0.log.append("lock") }
        return try local.lock(path)
    }
}
