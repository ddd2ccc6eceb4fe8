import Foundation

#if os(Linux)
    /// The TCP ports that a process listens on, from proc(5).
    enum ListeningPorts {
        /// The kernel gives its table in pieces, between which entries move: one look can miss some.
        private static let looks = 5

        static func of(process: Int32) throws -> Set<Int> {
            try (0..<looks).reduce(into: []) { ports, _ in ports.formUnion(try look(at: process)) }
        }

        private static func look(at process: Int32) throws -> [Int] {
            let folder = "/proc/\(process)/fd"
            // A descriptor may be gone since the list was made.
            let links = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
                try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
            }
            return ["tcp", "tcp6"].flatMap { table -> [Int] in
                let text = FileManager.default.contents(atPath: "/proc/\(process)/net/\(table)") ?? Data()
                return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
                    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode; state 0A is LISTEN.
                    let fields = line.split(separator: " ", omittingEmptySubsequences: true)
                    guard fields.count > 9, fields[3] == "0A", links.contains("socket:[\(fields[9])]") else { return nil }
                    return fields[1].split(separator: ":").last.flatMap { Int($0, radix: 16) }
                }
            }
        }
    }
#endif
