/// When and how this process was started.
struct StartFacts: Sendable {
    /// Seconds since 1970.
    let unixTime: Int
    let isInBackground: Bool
    /// The command line behind the verb, as it was typed.
    let arguments: [String]
}
