#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Two clocks at one moment. Where they disagree, the machine slept or somebody set the time.
struct ClockReading: Equatable, Sendable {
    /// Since an arbitrary moment; never goes back.
    var steady: Duration
    /// Since 1970.
    var wall: Duration

    static func now() -> ClockReading {
        ClockReading(steady: read(CLOCK_MONOTONIC), wall: read(CLOCK_REALTIME))
    }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
