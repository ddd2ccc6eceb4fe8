/// The commands that a demonstration prints for its user, each as one line of shell.
struct PrintedCommands {
    let curls: [String]
    /// The command that starts Claude Code; nil when there is none.
    let claudeCode: String?

    /// - Parameter lines: everything that the demonstration printed.
    init(_ lines: [String]) {
        var commands: [String] = []
        var continues = false
        for line in lines.drop(while: { !$0.hasPrefix("Try it yourself") }).dropFirst() where continues || line.hasPrefix("  ") {
            let part = line.drop { $0 == " " }
            let isUnfinished = part.hasSuffix("\\")
            let words = isUnfinished ? part.dropLast() : part
            if continues, let last = commands.popLast() {
                commands.append(last + words)
            } else {
                commands.append(String(words))
            }
            continues = isUnfinished
        }
        curls = commands.filter { $0.hasPrefix("curl ") }
        claudeCode = commands.first { $0.hasSuffix(" claude") }
    }
}
