import ArgumentParser
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct BugReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bugreport",
        abstract: "Make an archive in this folder that says how everything is, for somebody who is to find a fault.",
        discussion: """
            Give it the options that you give to argo-shim, so that it looks at the same way to Argo. Tokens, names of people and machines, \
            addresses, paths, and what clients have asked are left out. Nothing is sent: look at it before you do.
            """)

    @OptionGroup var options: RunOptions

    func run() async throws {
        let isQuiet = options.loudness.isQuiet
        if !isQuiet { Console.note("Looking at everything; this can take a minute.") }
        let entries = await BugReport(options, arguments: CurrentProcess.argumentsBehindVerb).entries()
        let time = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted).format(.now)
        let name = "argo-shim-report-\(time).tar.gz"
        try ReportArchive(path: "\(CurrentProcess.workingFolder)/\(name)").write(
            entries, environment: UserFolders.ofThisProcess.environment)
        Console.line(name)
        guard !isQuiet else { return }
        Console.note("In it:")
        for entry in entries { Console.note("  \(entry.name): \(entry.description)") }
        Console.note("Look at it before you send it: tar -xzOf \(name) | less")
    }
}
