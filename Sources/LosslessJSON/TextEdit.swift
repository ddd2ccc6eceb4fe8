/// One replacement of a range of bytes in a text.
package struct TextEdit: Equatable, Sendable {
    /// The bytes to replace; empty for an insertion.
    package let range: Range<Int>
    package let replacement: [UInt8]

    package init(_ range: Range<Int>, _ replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }
}

/// What a text becomes after its edits, as slices of the original and insertions: a large text is not copied.
package struct EditedText: Equatable, Sendable {
    package enum Piece: Equatable, Sendable {
        case original(Range<Int>)
        case inserted([UInt8])
    }

    package let original: [UInt8]
    package let pieces: [Piece]

    /// Puts edits in their order and cuts the text at them.
    ///
    /// - Parameters:
    ///   - original: the text.
    ///   - edits: in any order, not overlapping; of two that overlap, the one that begins first wins.
    package init(_ original: [UInt8], applying edits: [TextEdit] = []) {
        self.original = original
        guard !edits.isEmpty else {
            pieces = original.isEmpty ? [] : [.original(0..<original.count)]
            return
        }
        var pieces: [Piece] = []
        var position = 0
        // Stable, so that several insertions at one place keep the order in which they were asked for; and an insertion goes before
        // the replacement that begins where it stands, which would otherwise swallow it.
        let ordered = edits.enumerated().sorted {
            ($0.element.range.lowerBound, $0.element.range.isEmpty ? 0 : 1, $0.offset)
                < ($1.element.range.lowerBound, $1.element.range.isEmpty ? 0 : 1, $1.offset)
        }
        for (_, edit) in ordered where edit.range.lowerBound >= position && edit.range.upperBound <= original.count {
            if edit.range.lowerBound > position { pieces.append(.original(position..<edit.range.lowerBound)) }
            if !edit.replacement.isEmpty { pieces.append(.inserted(edit.replacement)) }
            position = edit.range.upperBound
        }
        if position < original.count { pieces.append(.original(position..<original.count)) }
        self.pieces = pieces
    }

    /// The length of the edited text in bytes.
    package var count: Int {
        pieces.reduce(0) { total, piece in
            switch piece {
            case .original(let range): total + range.count
            case .inserted(let bytes): total + bytes.count
            }
        }
    }

    /// The edited text in one piece.
    package var bytes: [UInt8] {
        if pieces == [.original(0..<original.count)] { return original }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for piece in pieces {
            switch piece {
            case .original(let range): bytes.append(contentsOf: original[range])
            case .inserted(let inserted): bytes.append(contentsOf: inserted)
            }
        }
        return bytes
    }
}
