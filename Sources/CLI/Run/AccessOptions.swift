import ArgumentParser
import Daemon

/// Who may use the shim, and which settings learn of it.
struct AccessOptions: ParsableArguments {
    @Flag(.noAuth) var noAuth = false

    @Flag(name: .customLong("rotate-token"), help: "Replace the token at the start; the old one stays valid for --token-grace.")
    var rotateToken = false

    @Option(.tokenGrace, valueName: "seconds") var tokenGrace = 600
    @Option(.rotateEvery, valueName: "time") var rotateEvery: TimeSpan?
    @Flag(.noUpdateSettings) var noUpdateSettings = false

    @Option(
        .apiKeyHelper,
        help: """
            What Claude Code runs to get the token: echo, with the token in its settings, or command, an argo-shim command that prints the \
            current token (default: unchanged; echo at first).
            """, valueName: "style")
    var apiKeyHelper: HelperStyle?

    mutating func validate() throws {
        guard (0...86_400).contains(tokenGrace) else { throw ValidationError("--token-grace must be 0 to 86400 seconds.") }
        // Only one earlier token is good at a time: a shorter interval would cut its grace short.
        if let rotateEvery, rotateEvery.seconds < max(60, tokenGrace) {
            throw ValidationError("--rotate-every must be at least one minute, and at least --token-grace.")
        }
    }

    var plan: AccessPlan {
        AccessPlan(
            asksForToken: !noAuth, graceAtStart: rotateToken ? .seconds(tokenGrace) : nil,
            schedule: rotateEvery.map { RotationSchedule(interval: $0.duration, grace: .seconds(tokenGrace)) })
    }
}

extension HelperStyle: ExpressibleByArgument {}

/// A length of time as it is typed: `90s`, `30m`, `24h` or `7d`.
struct TimeSpan: ExpressibleByArgument, Equatable {
    /// Above zero.
    let seconds: Int

    var duration: Duration { .seconds(seconds) }

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let letter = argument.last, let unit = units[letter], argument.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }),
            let count = Int(argument.dropLast()), count > 0
        else { return nil }
        let (seconds, isTooLong) = count.multipliedReportingOverflow(by: unit)
        guard !isTooLong else { return nil }
        self.seconds = seconds
    }
}
