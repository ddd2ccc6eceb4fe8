import ArgumentParser
import Daemon
import FoundationSubset
import SystemSupport
import TokenSync

struct BugReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bugreport",
        abstract: "Write an archive for a bug report to the current folder.",
        discussion: """
            Pass the options that you run argo-shim with, so that the report covers the same connection to Argo. Tokens, names of people \
            and machines, addresses, paths and the content of requests are left out. Nothing is sent: check the archive before you share it.
            """)

    @OptionGroup var options: RunOptions

    func run() async throws {
        let isQuiet = options.verbosity.isQuiet
        if !isQuiet { Console.note("Collecting information; this can take a minute.") }
        let entries = await BugReport(options, arguments: CurrentProcess.argumentsBehindVerb).entries()
        let time = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted).format(.now)
        let name = "argo-shim-report-\(time).tar.gz"
        try Self.write(entries, to: "\(CurrentProcess.workingFolder)/\(name)", environment: UserFolders.ofThisProcess.environment)
        Console.line(name)
        guard !isQuiet else { return }
        Console.note("Contents:")
        for entry in entries { Console.note("  \(entry.name): \(entry.description)") }
        Console.note("Check it before you send it: tar -xzOf \(name) | less")
    }

    /// A report has some 100 KB of text before it is packed.
    private static let sizeLimit = 8 * 1_024 * 1_024

    /// Writes an archive that the system's `tar` makes.
    ///
    /// - Parameter environment: `PATH` leads to `tar`.
    /// - Throws: `Advice` where there is no `tar`, or the file cannot be written.
    private static func write(_ entries: [ReportEntry], to path: String, environment: [String: String]) throws {
        guard let tar = ProgramFile.find("tar", searchPath: environment["PATH"]) else {
            throw Advice("Cannot create the archive: tar is not installed.", hints: ["Install it, then run this again."])
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "argo-shim-report-\(UUID().uuidString)")
            .path(percentEncoded: false)
        defer {
            // It lies in the system's temporary folder, which is emptied anyway.
            try? FileManager.default.removeItem(atPath: folder)
        }
        do throws(FileSystemError) {
            for entry in entries {
                try StateFile(path: "\(folder)/\(archiveFolder)/\(entry.name)", sizeLimit: sizeLimit).save(Array(entry.text.utf8))
            }
        } catch {
            throw Advice("Cannot collect the report: \(error.description)")
        }
        let pack = Subprocess(
            program: tar, arguments: ownership + ["-C", folder, "-czf", "-", archiveFolder],
            // macOS' tar adds files of its own, with what the Finder knows of each.
            environment: environment.merging(["COPYFILE_DISABLE": "1"]) { _, new in new }, outputLimit: sizeLimit,
            timeLimit: .seconds(60))
        guard case .exited(0, let bytes, _) = pack.run(Interruption()) else {
            throw Advice("Cannot create the archive: \(tar) failed.")
        }
        do throws(FileSystemError) {
            try StateFile(path: path, sizeLimit: sizeLimit).save(bytes)
        } catch {
            throw Advice(
                "Cannot write the report here: \(error.description)", hints: ["Use a folder of your own: cd && argo-shim bugreport"])
        }
    }

    private static let archiveFolder = "argo-shim-report"

    /// Each file's owner would have a name in the archive.
    private static var ownership: [String] {
        #if os(macOS)
            ["--uid", "0", "--gid", "0", "--uname", "", "--gname", ""]
        #else
            ["--owner=0", "--group=0", "--numeric-owner"]
        #endif
    }
}

/// A file of a report.
struct ReportEntry {
    let name: String
    /// What is in it, for the person who looks before they send it.
    let description: String
    let text: String
}
