/// Where the value of a setting comes from, the strongest first.
enum ConfigOrigin: Equatable, Sendable {
    /// The command line.
    case option
    case variable(String)
    case file(line: Int)
    case standard
}
