/// Levenshtein's distance between two names.
package struct EditDistance: Sendable {
    /// How many bytes must be added, dropped or replaced to turn one name into the other.
    package let count: Int

    /// - Parameters:
    ///   - left: one name; the effort is the product of both lengths, which the caller bounds.
    ///   - right: the other.
    package init(_ left: [UInt8], _ right: [UInt8]) {
        var previous = Array(0...right.count)
        for (row, leftByte) in left.enumerated() {
            var current = [row + 1]
            for (column, rightByte) in right.enumerated() {
                let replaced = previous[column] + (leftByte == rightByte ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        count = previous[right.count]
    }
}
