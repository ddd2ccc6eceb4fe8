/// How a program ended.
enum ExitStatus: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)
    /// It ran for longer than its limit, and was killed.
    case timedOut
}
