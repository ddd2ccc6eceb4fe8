extension FileSystem {
    /// The folder that a path's last component is in.
    package func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes a folder and those above it that are missing, each 0700.
    ///
    /// - Returns: the folders that were made, the outermost first.
    @discardableResult
    package func createFolders(_ path: String) throws(FileSystemError) -> [String] {
        let missing = try missingFolders(above: path + "/.")
        for folder in missing {
            do {
                try createFolder(folder)
            } catch {
                // Another process was faster.
                guard error.isAlreadyPresent else { throw error }
            }
        }
        return missing
    }

    /// The folders above a path that do not exist, the outermost first.
    package func missingFolders(above path: String) throws(FileSystemError) -> [String] {
        var missing: [String] = []
        var folder = folder(of: path)
        while folder != "/", folder != ".", try status(of: folder) == nil {
            missing.append(folder)
            folder = self.folder(of: folder)
        }
        return missing.reversed()
    }

    /// Writes a file of ours, 0600 and whole: a reader sees the old bytes or the new ones.
    package func write(_ path: String, _ bytes: [UInt8]) throws(FileSystemError) {
        try move(createTemporary(beside: path, holding: bytes, like: nil), to: path)
    }

    /// Moves a temporary file to its place, whatever is there.
    package func move(_ temporary: String, to path: String) throws(FileSystemError) {
        do {
            try rename(temporary, to: path)
        } catch {
            discard(temporary)
            throw error
        }
        try synchronizeFolder(folder(of: path))
    }

    /// Writes a file of ours, 0600 and whole, where there is none.
    ///
    /// - Returns: whether it was written; false when another one was there first, which is left alone.
    @discardableResult
    package func writeNew(_ path: String, _ bytes: [UInt8]) throws(FileSystemError) -> Bool {
        let temporary = try createTemporary(beside: path, holding: bytes, like: nil)
        return try place(temporary, at: path)
    }

    /// Moves a temporary file to a name that must be free.
    ///
    /// - Returns: whether the name was free; the temporary file is gone in both cases.
    package func place(_ temporary: String, at path: String) throws(FileSystemError) -> Bool {
        do {
            try link(temporary, to: path)
        } catch {
            if error.isUnsupported {
                // Without hard links there is no exclusive way; the moment between the look and the rename is the price.
                guard try status(of: path) == nil else {
                    discard(temporary)
                    return false
                }
                try move(temporary, to: path)
                return true
            }
            discard(temporary)
            guard error.isAlreadyPresent else { throw error }
            return false
        }
        discard(temporary)
        try synchronizeFolder(folder(of: path))
        return true
    }

    package func removeIfPresent(_ path: String) throws(FileSystemError) {
        do {
            try remove(path)
        } catch {
            guard error.isMissing else { throw error }
        }
    }

    /// Removes a temporary file of ours after a failure.
    package func discard(_ temporary: String) {
        // The failure that led here is the one to report; a file that stays behind is 0600 or has the mode of its model.
        try? remove(temporary)
    }
}
