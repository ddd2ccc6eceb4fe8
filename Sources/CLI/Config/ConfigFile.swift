import SystemSupport
import TokenSync

/// The configuration file, as far as it is right.
struct ConfigFile: Equatable, Sendable {
    /// The version of the form that this program reads.
    static let version = 1
    /// Far more than all settings with long comments.
    static let sizeLimit = 64 * 1024

    /// Absolute path.
    let path: String
    /// Each key at most once, by line.
    let entries: [ConfigEntry]
    /// Services beside Argo, and the models that are asked for by other names.
    let services: ServiceConfig
    /// Whether it says which form it has, which a file without settings need not.
    let hasVersion: Bool

    /// Where it is: `$XDG_CONFIG_HOME/argo-shim/config.yaml`, else below `~/.config`.
    static func standardPath(_ folders: UserFolders) -> String { folders.configuration + "/argo-shim/config.yaml" }

    /// Reads it.
    ///
    /// - Parameters:
    ///   - path: absolute path.
    ///   - home: what `~` stands for.
    /// - Returns: nil where there is none.
    /// - Throws: `ConfigFaults` where something is wrong with it, `Advice` where it cannot be read.
    static func load(_ path: String, home: String) throws -> ConfigFile? {
        guard let bytes = try bytes(of: path) else { return nil }
        return try ConfigFile(bytes, path: path, home: home)
    }

    /// - Throws: `Advice` where the file cannot be read.
    static func bytes(of path: String) throws(Advice) -> [UInt8]? {
        do throws(FileSystemError) {
            guard let bytes = try UserFile(reading: path).bytes else { return nil }
            guard bytes.count <= sizeLimit else { throw FileSystemError.tooLarge(path: path, limit: sizeLimit) }
            return bytes
        } catch {
            throw Advice(
                "The configuration cannot be read. \(error.description)", hints: ["Or leave it out of account: --no-config"],
                exitCode: .usage)
        }
    }

    /// - Parameters:
    ///   - bytes: what the file holds.
    ///   - path: absolute path of the file.
    ///   - home: what `~` stands for.
    init(_ bytes: [UInt8], path: String, home: String) throws(ConfigFaults) {
        self.path = path
        var reader = ConfigReader(folder: path.split(separator: "/").dropLast().map { "/" + $0 }.joined(), home: home)
        do throws(ConfigFault) {
            try reader.read(try ConfigDocument(bytes))
        } catch {
            throw ConfigFaults(file: path, [error])
        }
        entries = reader.entries
        services = reader.services
        hasVersion = reader.hasVersion
        let faults = reader.faults + ConfigJudgement(entries).faults
        if !faults.isEmpty { throw ConfigFaults(file: path, faults) }
    }

    func entry(for key: ConfigKey) -> ConfigEntry? { entries.first { $0.key == key } }
}
