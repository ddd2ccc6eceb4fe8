/// The options of a shim's command line, without their values.
struct CommandLineExcerpt {
    private static let people: Set<String> = ["--user", "--ssh-user"]
    private static let servers: Set<String> = ["--host", "--jump", "--upstream", "--tunnel-host", "--target", "--via", "--relay"]
    private static let files: Set<String> = ["--ssh-config", "--ca-file", "--relay-token-file"]

    private(set) var options: [String] = []
    private(set) var people: [String] = []
    private(set) var servers: [String] = []
    private(set) var files: [String] = []

    /// - Parameter arguments: as they were typed.
    init(_ arguments: [String]) {
        var option = ""
        for argument in arguments {
            var value = argument[...]
            if argument.hasPrefix("-") {
                option = String(argument.prefix { $0 != "=" })
                // What begins with a hyphen may be a value all the same.
                let isOption = option.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
                options.append(isOption ? option : "…")
                guard option != argument else { continue }
                value = argument.dropFirst(option.count + 1)
            } else {
                options.append("…")
            }
            if Self.people.contains(option) { people.append(String(value)) }
            if Self.servers.contains(option) { servers += SSHExcerpt.places(String(value)) }
            if Self.files.contains(option) { files.append(String(value)) }
        }
    }

    /// What a configuration file says of people, servers and files, as options: also where it is not right as a whole.
    ///
    /// - Parameter configuration: the file's text.
    static func arguments(in configuration: String) -> [String] {
        var option = ""
        return configuration.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            var words = line.prefix { $0 != "#" }.split { $0.isWhitespace || "[]{},\"'".contains($0) }.map(String.init)
            if let first = words.first, first.hasSuffix(":") {
                option = "--" + first.dropLast()
                words.removeFirst()
            }
            return people.union(servers).union(files).contains(option) ? words.flatMap { $0 == "-" ? [] : [option, $0] } : []
        }
    }
}
