import CLibrary

/// Two clocks at one moment. Where they disagree, the machine slept or somebody set the time.
package struct ClockReading: Equatable, Sendable {
    /// Since an arbitrary moment; never goes back.
    package var steady: Duration
    /// Since 1970.
    package var wall: Duration

    package init(steady: Duration, wall: Duration) {
        self.steady = steady
        self.wall = wall
    }

    /// Seconds since 1970.
    package static var unixTime: Int { time(nil) }

    package static func now() -> ClockReading {
        ClockReading(steady: read(CLOCK_MONOTONIC), wall: read(CLOCK_REALTIME))
    }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// A moment as the clock on this machine's wall and its calendar show it.
///
/// FoundationEssentials has no time zones on Linux without the large FoundationInternationalization.
package struct LocalTime: CustomStringConvertible {
    private let year: Int32
    private let month: Int32
    private let day: Int32
    private let hour: Int32
    private let minute: Int32

    /// - Parameter seconds: since 1970; nil for a time that has no date (localtime(3): a year beyond 32 bits).
    package init?(_ seconds: Int) {
        var time = time_t(seconds)
        var parts = unsafe tm()
        guard unsafe localtime_r(&time, &parts) != nil else { return nil }
        // tm_year counts from 1900 and tm_mon from 0.
        (year, month, day) = unsafe (parts.tm_year + 1_900, parts.tm_mon + 1, parts.tm_mday)
        (hour, minute) = unsafe (parts.tm_hour, parts.tm_min)
    }

    /// `14:05`.
    package var timeOfDay: String { "\(Self.twoDigits(hour)):\(Self.twoDigits(minute))" }

    /// `2026-11-21 14:05`.
    package var description: String { "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day)) \(timeOfDay)" }

    /// `14:05`, for seconds since 1970.
    package static func timeOfDay(_ seconds: Int) -> String { LocalTime(seconds)?.timeOfDay ?? "a later time" }

    /// `2026-11-21 14:05`, for seconds since 1970.
    package static func dateAndTime(_ seconds: Int) -> String { LocalTime(seconds)?.description ?? "an unknown time" }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
