import Daemon
import SystemSupport
import TokenSync

/// Writes the user's configuration file, if it is valid.
struct ConfigWriting {
    /// Absolute path.
    let path: String
    let home: String
    private let file: UserFile

    /// - Throws: `Advice` where the file that is there cannot be read.
    init(_ folders: UserFolders) throws(Advice) {
        path = ConfigFile.standardPath(folders)
        home = folders.home
        do {
            file = try UserFile(reading: path)
        } catch {
            throw Advice("Cannot read the configuration. \(error.description)", exitCode: .usage)
        }
    }

    /// What is there now; nil where there is no file.
    var earlier: [UInt8]? { file.bytes }

    /// Writes it, and says so.
    ///
    /// - Throws: `ConfigFaults` for a text that is not right, `Advice` where it cannot be written.
    func write(_ bytes: [UInt8]) throws {
        _ = try ConfigFile(bytes, path: path, home: home)
        let isWritten: Bool
        do {
            isWritten = try file.replace(with: bytes)
        } catch {
            throw Advice("The configuration was not saved. \(error.description)")
        }
        guard isWritten else {
            throw Advice("Another program changed \(path) in the meantime; nothing was written.", hints: ["Run this again."])
        }
        Console.note("Wrote \(path)")
    }

    /// - Throws: `Advice` where there is a file.
    func checkNothingIsThere() throws(Advice) {
        guard earlier != nil else { return }
        throw Advice(
            "The configuration file already exists, and was not changed: \(path)",
            hints: ["Show it: argo-shim config show", "Edit it: argo-shim config edit", "To start over, move it away."])
    }
}

/// A new configuration file: every setting with a comment, those without a value commented out.
struct ConfigTemplate {
    let text: String

    /// - Parameter values: the settings that are in force.
    init(_ values: [ConfigKey: ConfigValue] = [:]) {
        let settings = ConfigKey.allCases.map { key in
            let line =
                values[key].map { "\(key.rawValue): \($0.yaml)" } ?? "# \(key.rawValue): \(key.example.yaml)"
            return "# \(key.comment)\n\(line)\n"
        }
        text = """
            # Settings of argo-shim, named like the options of `argo-shim run`. The command line overrides environment variables, and
            # variables override this file. Show the settings that apply: argo-shim config show
            version: \(ConfigFile.version)


            """ + settings.joined(separator: "\n")
    }
}
