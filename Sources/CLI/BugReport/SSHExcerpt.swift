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
