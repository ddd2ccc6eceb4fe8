/// Puts new bytes in the place of a file in one step, and only if the file is still as it was read.
package struct AtomicReplacement: Sendable {
    package enum Outcome: Equatable, Sendable {
        case replaced
        /// Another program wrote the file since it was read. Its edit is in place; read again.
        case changedMeanwhile
    }

    /// Two programs that take turns on one file are no longer telling each other's edits apart after so many rounds.
    private static let exchangeLimit = 16

    package let fileSystem: any FileSystem

    package init(fileSystem: any FileSystem) { self.fileSystem = fileSystem }

    /// Replaces a file, or makes it where there was none; a link to it stays a link.
    ///
    /// - Parameters:
    ///   - file: the file as it was read.
    ///   - bytes: what it shall hold.
    ///   - isSecret: whether it becomes 0600 whatever it was.
    /// - Throws: `FileSystemError`; the file then is the old one or the new one, whole.
    package func replace(_ file: UserFile, with bytes: [UInt8], isSecret: Bool = false) throws(FileSystemError) -> Outcome {
        let target = file.resolvedPath
        let temporary = try fileSystem.createTemporary(beside: target, holding: bytes, like: isSecret ? nil : file.contents?.status)
        guard let before = file.bytes else {
            return try fileSystem.place(temporary, at: target) ? .replaced : .changedMeanwhile
        }
        do {
            guard holds(target, before) else {
                fileSystem.discard(temporary)
                return .changedMeanwhile
            }
            try fileSystem.exchange(temporary, with: target)
        } catch {
            return try replaceWithoutExchange(target, by: temporary, after: error)
        }
        // What stood there at the moment of the exchange is now the temporary file: the only comparison that nobody can slip past.
        let outcome = holds(temporary, before) ? Outcome.replaced : try putBack(temporary, at: target, placed: bytes)
        fileSystem.discard(temporary)
        try fileSystem.synchronizeFolder(fileSystem.folder(of: target))
        return outcome
    }

    /// Removes a file if it is still as it was read.
    package func remove(_ file: UserFile) throws(FileSystemError) -> Outcome {
        guard let before = file.bytes else { return .replaced }
        guard holds(file.resolvedPath, before) else { return .changedMeanwhile }
        try fileSystem.removeIfPresent(file.resolvedPath)
        try fileSystem.synchronizeFolder(fileSystem.folder(of: file.resolvedPath))
        return .replaced
    }

    /// Another program's edit was exchanged for ours: gives it its place again, unless a still newer one came.
    private func putBack(_ temporary: String, at target: String, placed: [UInt8]) throws(FileSystemError) -> Outcome {
        var placed = placed
        for _ in 0..<Self.exchangeLimit {
            let newest = bytes(of: temporary)
            try fileSystem.exchange(temporary, with: target)
            if holds(temporary, placed) { return .changedMeanwhile }
            guard let newest else { return .changedMeanwhile }
            placed = newest
        }
        return .changedMeanwhile
    }

    private func replaceWithoutExchange(
        _ target: String, by temporary: String, after error: FileSystemError
    ) throws(FileSystemError) -> Outcome {
        guard error.isUnsupported else {
            fileSystem.discard(temporary)
            if error.isMissing { return .changedMeanwhile }
            throw error
        }
        try fileSystem.move(temporary, to: target)
        return .replaced
    }

    private func holds(_ path: String, _ expected: [UInt8]) -> Bool {
        bytes(of: path) == expected
    }

    /// Nil when it cannot be read, which is never what was expected.
    private func bytes(of path: String) -> [UInt8]? {
        // The loss of the error is right: whatever is there is not the file that was read a moment ago.
        try? fileSystem.read(path, limit: UserFile.sizeLimit)?.bytes
    }
}
