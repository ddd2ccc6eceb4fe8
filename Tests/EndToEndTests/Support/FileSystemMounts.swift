#if os(Linux)
    import Foundation

    /// Mounts that one command alone sees.
    enum FileSystemMounts {
        /// It takes root, and containers forbid it even then.
        static let areAllowed: Bool = {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
            process.arguments = ["--mount", "sh", "-c", "mount -t tmpfs -o size=16k none /mnt"]
            process.standardError = FileHandle.nullDevice
            // Where there is no unshare nothing can be mounted.
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }()
    }
#endif
