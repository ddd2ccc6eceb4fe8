import Shim

/// The name that somebody may have meant.
struct NearestName {
    /// Nil where none is near.
    let name: String?

    /// - Parameters:
    ///   - typed: what they have written.
    ///   - names: those that there are.
    init(to typed: String, among names: [String]) {
        let wanted = Array(typed.lowercased().utf8.prefix(64))
        let ranked = names.map { (name: $0, distance: EditDistance(wanted, Array($0.utf8)).count) }
        // Of a name that has more changed than kept nobody knows what it meant.
        let best = ranked.min { $0.distance < $1.distance }
        name = best.flatMap { $0.distance <= max(2, wanted.count / 2) ? $0.name : nil }
    }
}
