import SystemSupport

/// One shim of this user on this machine: known by the machine's name, because homes are shared between machines, and by its port.
struct Instance: Hashable {
    let folder: String
    let host: String
    let port: Int

    /// - Parameters:
    ///   - folder: the state folder.
    ///   - host: this machine's name.
    ///   - port: what the shim listens on.
    init(folder: String, host: String, port: Int) {
        self.folder = folder
        self.host = HostFileName(host).text
        self.port = port
    }

    /// The instance whose lock has this name in the state folder; nil for other files, and for those of other machines.
    init?(folder: String, host: String, lockName: String) {
        let prefix = "shim.\(HostFileName(host).text)."
        guard lockName.hasPrefix(prefix), lockName.hasSuffix(".lock"), lockName.utf8.count > prefix.utf8.count + 5,
            let port = Int(lockName.dropFirst(prefix.count).dropLast(5)), (1...65_535).contains(port)
        else { return nil }
        self.init(folder: folder, host: host, port: port)
    }

    private var stem: String { "\(folder)/shim.\(host).\(port)" }

    /// Held by its process, and says where it listens to other processes.
    var lock: String { stem + ".lock" }

    /// What it logs when it runs in the background.
    var log: String { stem + ".log" }

    /// Where it listens, the best place first: an address has room for some 100 bytes, and not every file system takes sockets.
    ///
    /// - Parameters:
    ///   - environment: `XDG_RUNTIME_DIR` and `TMPDIR` name other places.
    ///   - userID: this user's number.
    func socketPlaces(environment: [String: String], userID: UInt32) -> [SocketPlace] { places(stem, environment, userID) }

    /// Where the process listens that keeps its tunnel between two shims; likewise.
    func keeperPlaces(environment: [String: String], userID: UInt32) -> [SocketPlace] { places(stem + ".tunnel", environment, userID) }

    private func places(_ stem: String, _ environment: [String: String], _ userID: UInt32) -> [SocketPlace] {
        let name = "\(Fingerprint64(of: stem).text).sock"
        let bases = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { environment[$0] }.filter { $0.hasPrefix("/") } + ["/tmp"]
        return [SocketPlace(folder: nil, path: stem + ".sock")]
            + bases.map { base in
                let folder = "\(base.hasSuffix("/") ? String(base.dropLast()) : base)/argo-shim-\(userID)"
                return SocketPlace(folder: folder, path: "\(folder)/\(name)")
            }
    }
}
