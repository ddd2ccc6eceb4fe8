extension ModelCatalogue {
    /// The canonical names that look most like a name, for the text of an error.
    ///
    /// - Parameters:
    ///   - name: what was asked for.
    ///   - limit: how many to give at most.
    /// - Returns: nearest first, by the number of characters to change.
    public func nearest(to name: String, limit: Int) -> [String] {
        // The bound keeps the comparison cheap whatever is asked for; the longest known name has 31 bytes.
        let wanted = Array((ModelName(name)?.plain ?? Array(name.utf8.prefix(64))).prefix(64))
        let ranked = entries.enumerated().map { index, entry in
            let names = [entry.canonicalID, entry.internalID] + entry.aliases
            let distance = names.map { editDistance(wanted, Array($0.utf8.prefix(64))) }.min() ?? .max
            return (distance: distance, index: index)
        }
        return ranked.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
            .prefix(max(0, limit))
            .map { entries[$0.index].canonicalID }
    }
}

/// Levenshtein's distance: how many bytes must be added, dropped or replaced to turn one name into the other.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    for (row, leftByte) in left.enumerated() {
        var current = [row + 1]
        for (column, rightByte) in right.enumerated() {
            let replaced = previous[column] + (leftByte == rightByte ? 0 : 1)
            current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
        }
        previous = current
    }
    return previous[right.count]
}
