/// The start-up files of the shells, in which a person may have written lines about this program.
struct StartupFiles {
    private static let names = [
        ".bashrc", ".bash_profile", ".profile", ".zshrc", ".zprofile", ".zshenv", ".config/fish/config.fish",
    ]

    let home: String

    /// `FILE:LINE` for each line that names the program.
    var mentions: [String] {
        Self.names.flatMap { name in
            var found: [String] = []
            var number = 0
            Process.readLines(of: "\(home)/\(name)") { line in
                number += 1
                if line.contains("argo-shim") { found.append("\(home)/\(name):\(number)") }
                return true
            }
            return found
        }
    }
}
