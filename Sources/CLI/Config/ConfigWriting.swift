import Daemon
import SystemSupport
import TokenSync

/// Puts a configuration file in its place, as long as it is right.
struct ConfigWriting {
    /// Absolute path.
    let path: String
    let home: String
    private let file: UserFile

    /// - Throws: `Advice` where the file that is there cannot be read.
    init(_ path: String, home: String) throws(Advice) {
        self.path = path
        self.home = home
        do {
            file = try UserFile(reading: path)
        } catch {
            throw Advice("The configuration cannot be read. \(error.description)", exitCode: .usage)
        }
    }

    /// What is there now; nil where there is no file.
    var earlier: [UInt8]? { file.bytes }

    /// - Throws: `ConfigFaults` for a text that is not right, `Advice` where it cannot be written.
    func write(_ bytes: [UInt8]) throws {
        _ = try ConfigFile(bytes, path: path, home: home)
        let isWritten: Bool
        do {
            isWritten = try file.replace(with: bytes)
        } catch {
            throw Advice("The configuration cannot be written. \(error.description)")
        }
        guard isWritten else {
            throw Advice("Another program has written \(path) meanwhile; it is left as it is.", hints: ["Run this again."])
        }
    }

    /// - Throws: `Advice` where there is a file.
    func checkNothingIsThere() throws(Advice) {
        guard earlier != nil else { return }
        throw Advice(
            "There is a configuration already, and it is left as it is: \(path)",
            hints: ["See it: argo-shim config show", "Change it: argo-shim config edit", "To begin anew, move it away."])
    }
}

/// A configuration file as it is made new: every setting with a comment, those without a value commented out.
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
            # Settings of argo-shim: the options of `argo-shim run`. What the command line says goes before variables, these go before this
            # file. What is in force: argo-shim config show
            version: \(ConfigFile.version)


            """ + settings.joined(separator: "\n")
    }
}
