import ArgumentParser

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
