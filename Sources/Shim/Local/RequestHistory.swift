/// How many requests and errors there were in the last hour, minute by minute.
struct RequestHistory {
    private static let minutes = 60

    private struct Count {
        var minute = Int.min
        var requests = 0
        var errors = 0
    }

    private var counts = Array(repeating: Count(), count: minutes)

    /// Notes a request that is over.
    ///
    /// - Parameter minute: the number of the minute, of a clock that nobody sets.
    mutating func note(isError: Bool, minute: Int) {
        let place = Self.place(of: minute)
        if counts[place].minute != minute { counts[place] = Count(minute: minute) }
        counts[place].requests += 1
        if isError { counts[place].errors += 1 }
    }

    /// The sums of this minute and the 59 before it.
    func lastHour(minute: Int) -> (requests: Int, errors: Int) {
        counts.reduce(into: (0, 0)) { sum, count in
            guard count.minute <= minute, count.minute > minute - Self.minutes else { return }
            sum.0 += count.requests
            sum.1 += count.errors
        }
    }

    private static func place(of minute: Int) -> Int { (minute % minutes + minutes) % minutes }
}
