/// A transcript: commands as they are typed, and what each is to print and to end with.
///
/// `$ ` begins a command, which `sh` runs. Below it stands what it prints to standard output; `! ` stands before each line of standard error,
/// and `? ` before an exit code that is not 0. A line of `...` stands for any number of lines, `{…}` for any part of a line, `{number}` for
/// digits. Empty lines at the end of an output do not count. `# ` begins a remark.
struct Session {
    struct Step {
        let command: String
        /// Of the file.
        let line: Int
        var output: [String] = []
        var errors: [String] = []
        var exitCode: Int32 = 0
    }

    private(set) var steps: [Step] = []

    init(_ text: String) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2)), line: number + 1))
            } else if let last = steps.indices.last, !line.hasPrefix("# ") {
                if line.hasPrefix("! ") {
                    steps[last].errors.append(String(line.dropFirst(2)))
                } else if line.hasPrefix("? ") {
                    steps[last].exitCode = Int32(line.dropFirst(2)) ?? -1
                } else {
                    steps[last].output.append(String(line))
                }
            }
        }
    }

    /// Whether lines are those that are expected.
    static func matches(_ actual: [String], _ expected: [String]) -> Bool {
        matches(trimmed(actual)[...], trimmed(expected)[...])
    }

    private static func trimmed(_ lines: [String]) -> [String] {
        Array(lines.reversed().drop { $0.isEmpty }.reversed())
    }

    private static func matches(_ actual: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return actual.isEmpty }
        if first == "..." {
            return (actual.startIndex...actual.endIndex).contains { matches(actual[$0...], expected.dropFirst()) }
        }
        guard let line = actual.first, matches(line[...], first[...]) else { return false }
        return matches(actual.dropFirst(), expected.dropFirst())
    }

    private static func matches(_ line: Substring, _ pattern: Substring) -> Bool {
        guard let character = pattern.first else { return line.isEmpty }
        if pattern.hasPrefix("{number}") {
            let digits = line.prefix(while: \.isNumber)
            return !digits.isEmpty && matches(line[digits.endIndex...], pattern.dropFirst("{number}".count))
        }
        if pattern.hasPrefix("{…}") {
            let rest = pattern.dropFirst("{…}".count)
            return line.indices.contains { matches(line[$0...], rest) } || rest.isEmpty
        }
        return line.first == character && matches(line.dropFirst(), pattern.dropFirst())
    }
}
