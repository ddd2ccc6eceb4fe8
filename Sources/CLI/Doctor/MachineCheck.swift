#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Disk and clock.
struct MachineCheck {
    /// The state folder's files have some kilobytes; with less than this other programs fail too.
    private static let leastSpace = 16 * 1024 * 1024

    /// Absolute path of the state folder.
    let state: String
    /// Seconds since 1970.
    let now: Int

    var findings: [Finding] { [disk, clock] }

    private var disk: Finding {
        let folder = nearestFolder
        guard FileManager.default.isWritableFile(atPath: folder) else {
            return .failure("disk", "\(folder) cannot be written to: the token and the clients' settings cannot be kept.")
        }
        // A file system that does not say how full it is says nothing wrong.
        guard let free = FileManager.default.freeSpace(atPath: folder), free < Self.leastSpace else {
            return .good("disk", "There is room for files in \(folder).")
        }
        return .failure(
            "disk", "The file system of \(folder) is full: \(free / 1024) KiB are left.", "Make room there; see: df -h '\(folder)'")
    }

    private var nearestFolder: String {
        var folder = URL(filePath: state)
        while folder.path() != "/", !FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) {
            folder = folder.deletingLastPathComponent()
        }
        let path = folder.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The clock is wrong when it is before a time that it has shown: certificates, pauses after failed logins and rotation go by it.
    private var clock: Finding {
        let files = ["token", "models.json", "settings.lock"].map { "\(state)/\($0)" }
        let times = files.compactMap { path in
            ((try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date)?.timeIntervalSince1970
        }
        // File servers have clocks of their own.
        guard let latest = times.max(), Int(latest) > now + 300 else { return .good("clock", "It agrees with what it has shown before.") }
        return .warning(
            "clock", "It shows an earlier time than when \(state) was last written, by \((Int(latest) - now) / 60) minutes.",
            "Set it: timedatectl set-ntp true")
    }
}
