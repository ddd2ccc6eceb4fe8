/// What `ssh -G` says of a server, without users, names, addresses and paths.
struct SSHExcerpt {
    /// Keywords whose values are numbers, yes or no, or names of algorithms (ssh_config(5)).
    private static let open: Set<String> = [
        "addressfamily", "batchmode", "canonicalizehostname", "checkhostip", "ciphers", "compression", "connecttimeout",
        "connectionattempts", "controlmaster", "forwardagent", "gssapiauthentication", "hashknownhosts", "hostbasedauthentication",
        "hostkeyalgorithms", "identitiesonly", "kbdinteractiveauthentication", "kexalgorithms", "macs", "numberofpasswordprompts",
        "passwordauthentication", "preferredauthentications", "pubkeyacceptedalgorithms", "pubkeyauthentication",
        "requiredrsasize", "serveralivecountmax", "serveraliveinterval", "stricthostkeychecking", "tcpkeepalive", "updatehostkeys",
        "verifyhostkeydns",
    ]
    /// Keywords of which it matters whether they say anything.
    private static let counted = [
        "certificatefile", "globalknownhostsfile", "hostkeyalias", "identityagent", "identityfile", "knownhostscommand", "pkcs11provider",
        "proxycommand", "proxyjump", "revokedhostkeys", "userknownhostsfile",
    ]

    let lines: [String]

    /// - Parameter output: of `ssh -G`.
    init(_ output: String) {
        let pairs = output.split(whereSeparator: \.isNewline).map { line in
            let keyword = line.prefix { $0 != " " }
            return (keyword: keyword.lowercased(), value: line[keyword.endIndex...].dropFirst())
        }
        let shown = pairs.filter { Self.open.contains($0.keyword) }.map { "\($0.keyword) \($0.value)" }
        let counts = Self.counted.map { keyword in
            let said = pairs.filter { $0.keyword == keyword && !$0.value.isEmpty && $0.value.lowercased() != "none" }
            return "\(keyword): \(said.isEmpty ? "nothing" : said.count == 1 ? "set" : "set \(said.count) times")"
        }
        lines = shown.sorted() + counts
    }

    /// Names of people, servers and files in an SSH configuration.
    ///
    /// - Parameter configuration: a file for ssh_config(5).
    static func names(in configuration: String) -> (people: [String], servers: [String], files: [String]) {
        var names: (people: [String], servers: [String], files: [String]) = ([], [], [])
        for line in configuration.split(whereSeparator: \.isNewline) {
            let words = line.split { $0.isWhitespace || $0 == "=" || $0 == "\"" }.map(String.init)
            let values = words.dropFirst().filter {
                !$0.contains("*") && !$0.contains("?") && !$0.contains("%") && $0.lowercased() != "none"
            }
            switch words.first?.lowercased() {
            case "user": names.people += values
            case "host", "hostname", "hostkeyalias": names.servers += values
            case "proxyjump": names.servers += values.flatMap(places)
            case "identityfile", "certificatefile", "identityagent", "userknownhostsfile": names.files += values
            default: break
            }
        }
        return names
    }

    /// The names in `[user@]host[:port],…`.
    static func places(_ text: String) -> [String] {
        text.split { ",@".contains($0) }.map { place in
            String(place.prefix { $0 != ":" })
        }
    }
}

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

/// Names of servers in what a shim has said of its way.
enum ServerNames {
    /// What else stands in the words for a way.
    private static let vocabulary: Set<String> = ["tunnel", "through", "relay", "ssh"]

    /// - Parameter way: such as `tunnel through jump, last`.
    static func inWay(_ way: String) -> [String] {
        way.split { " ,".contains($0) }.map(String.init).filter { !vocabulary.contains($0) }.flatMap(
            SSHExcerpt.places)
    }

    /// - Parameter log: lines that say where a shim connects to, and how it runs. An earlier one may have gone another way.
    static func inLog(_ log: String) -> [String] {
        log.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            if let words = line.firstRange(of: "Connecting to "), let end = line[words.upperBound...].firstRange(of: " …") {
                let name = line[words.upperBound..<end.lowerBound]
                return SSHExcerpt.places(String(name.split(separator: " ").last ?? name))
            }
            guard line.contains("Shim running on "), line.hasSuffix(")"), let begin = line.lastIndex(of: "(") else { return [] }
            return inWay(String(line[line.index(after: begin)...].dropLast()))
        }
    }
}
