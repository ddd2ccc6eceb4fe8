extension [Turn] {
    /// The turns with those of one role that follow each other made one, for dialects in which the roles take turns.
    var merged: [Turn] {
        reduce(into: []) { merged, turn in
            if let last = merged.last, last.role == turn.role {
                merged[merged.count - 1].parts += turn.parts
            } else {
                merged.append(turn)
            }
        }
    }

    /// The turns with later words of the system said by the user, marked as what they are, for dialects that have the system's words
    /// at the beginning only.
    var withoutSystem: [Turn] {
        map { turn in
            guard turn.role == .system || turn.role == .developer else { return turn }
            return Turn(.user, [Part(.text("<system>\(turn.text)</system>"), path: turn.path)], path: turn.path)
        }
    }
}
