import Foundation
import Testing

/// A section of docs/providers-and-alcf.md: what a person who follows it writes and types.
struct HandbookSection {
    private let lines: [Substring]

    /// - Parameter title: without the marks of a heading.
    init(_ title: String) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../docs/providers-and-alcf.md")
            .standardizedFileURL.path
        let text = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(all.firstIndex(of: "## \(title)"), "docs/providers-and-alcf.md has no section \(title)")
        lines = Array(all[(start + 1)...].prefix { !$0.hasPrefix("## ") })
    }

    /// What stands between the lines that begin and end a block of code.
    var blocks: [String] {
        var blocks: [String] = []
        var block: [Substring]?
        for line in lines {
            if line.hasPrefix("```") {
                if let block { blocks.append(block.joined(separator: "\n")) }
                block = block == nil ? [] : nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }

    /// The arguments of each `argo-shim` that is typed.
    var commands: [[String]] {
        blocks.flatMap { $0.split(separator: "\n") }.compactMap { line in
            line.hasPrefix("$ argo-shim ") ? line.dropFirst("$ argo-shim ".count).split(separator: " ").map(String.init) : nil
        }
    }
}

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
