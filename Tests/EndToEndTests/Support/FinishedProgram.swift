/// A program that has ended, with what it said.
struct FinishedProgram: Sendable, CustomStringConvertible {
    let status: ExitStatus
    let output: String
    let errors: String

    var description: String { "\(status)\n--- standard output\n\(output)\n--- standard error\n\(errors)" }
}
