import Daemon
import FoundationSubset
import SystemSupport

/// Disk and clock.
struct MachineCheck {
    /// The state folder's files have some kilobytes; with less than this other programs fail too.
    private static let leastSpace = 16 * 1024 * 1024

    /// Absolute path of the state folder.
    let state: String

    var findings: [Finding] { [disk, clock] }

    private var disk: Finding {
        let folder = nearestFolder
        // What cannot be looked at is judged by the next line.
        if (try? FileManager.default.attributesOfItem(atPath: folder))?[.type] as? FileAttributeType == .typeRegular {
            return .failure("disk", "\(folder) is not a folder, so the token cannot be saved.", "ls -ld '\(folder)'")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            return .failure("disk", "\(folder) is not writable, so the token cannot be saved.")
        }
        // If the file system does not report its free space, that is not a problem.
        guard let free = FileFacts.freeSpace(at: folder), free < Self.leastSpace else {
            return .good("disk", "\(folder) is writable and has free space.")
        }
        return .failure(
            "disk", "The file system of \(folder) is full: \(free / 1024) KiB are free.", "Free some space; see: df -h '\(folder)'")
    }

    /// The state folder, or what is there of the way to it.
    private var nearestFolder: String {
        var path = state
        while let slash = path.lastIndex(of: "/"), !FileManager.default.fileExists(atPath: path) {
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        return path
    }

    /// The clock is wrong when it is before a time that it has shown: certificates, pauses after failed logins and rotation go by it.
    private var clock: Finding {
        let now = ClockReading.unixTime
        let files = ["token", "models.json", "settings.lock"].map { "\(state)/\($0)" }
        let times = files.compactMap { path in
            ((try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date)?.timeIntervalSince1970
        }
        // File servers have clocks of their own.
        guard let latest = times.max(), Int(latest) > now + 300 else { return .good("clock", "The system clock has not gone back.") }
        return .warning(
            "clock", "The system clock is \((Int(latest) - now) / 60) minutes behind the last change in \(state).",
            "Set the clock: timedatectl set-ntp true")
    }
}

/// This program, and what its SSH library can do.
enum ProgramCheck {
    static var finding: Finding {
        let limits = canSignWithRSA ? "" : ", which cannot log in with RSA keys"
        return .good("program", "argo-shim \(Version.number) with libssh2 \(Version.libssh2)\(limits)")
    }

    /// rsa-sha2-256 and -512 came with libssh2 1.11.0 (its release notes); OpenSSH takes nothing older from RSA keys since 8.8.
    static var canSignWithRSA: Bool {
        let numbers = Version.libssh2.split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 } + [0, 0]
        return (numbers[0], numbers[1]) >= (1, 11)
    }
}
