import LosslessJSON

/// What a draft changes in a file, with the secrets left out; compared only where it is shown.
struct MaskedDiff: Sendable {
    private static let earlierSecret = "(the earlier value is not shown)"
    private static let secret = "(the value is not shown)"

    /// What the file would become.
    let draft: SettingsDraft
    /// The file's bytes; nil when there is none.
    let current: [UInt8]?
    /// What must not be seen anywhere.
    let token: AccessToken
    /// The file's path.
    let file: String

    /// As `diff -u` writes it; empty when nothing changes.
    var text: String {
        do {
            return try compared()
        } catch {
            // Both texts were read in this format when the draft was made; without the places of secrets nothing can be shown.
            return "\(file) changes, and the changes cannot be shown.\n"
        }
    }

    private func compared() throws(SettingsFault) -> String {
        let format = draft.record.format
        var before = try format.document(current)
        var after = try format.document(draft.bytes)
        for edit in draft.edits where edit.isSecret {
            let isChanged = try before.value(at: edit.path) != after.value(at: edit.path)
            if try before.value(at: edit.path) != nil {
                try before.set(.string(isChanged ? Self.earlierSecret : Self.secret), at: edit.path)
            }
            if try after.value(at: edit.path) != nil { try after.set(.string(Self.secret), at: edit.path) }
        }
        let mask = { (bytes: [UInt8]) in
            Array(String(decoding: bytes, as: UTF8.self).replacing(token.secret, with: Self.secret).utf8)
        }
        return UnifiedDiff(from: current == nil ? nil : mask(before.bytes), to: mask(after.bytes), name: file).text
    }
}

/// The difference of two texts by lines, as `diff -u` writes it (POSIX.1-2024, diff, "Diff -u Output Format").
struct UnifiedDiff {
    private static let context = 3
    /// Beyond so many comparisons what lies between the common beginning and the common end is shown as one change.
    private static let comparisonLimit = 4_000_000

    /// The headers and the hunks; empty when the texts are the same.
    let text: String

    private enum Line {
        case same, removed, added
    }

    /// - Parameters:
    ///   - before: nil when there is no file.
    ///   - name: the file's path.
    init(from before: [UInt8]?, to after: [UInt8], name: String) {
        let old = Self.lines(before ?? [])
        let new = Self.lines(after)
        let script = Self.script(old, new)
        guard script.contains(where: { $0 != .same }) else {
            text = ""
            return
        }
        var text = "--- \(before == nil ? "/dev/null" : name)\n+++ \(name)\n"
        for hunk in Self.hunks(script) { text += Self.text(of: hunk, script, old, new) }
        self.text = text
    }

    /// With their line breaks, as far as they have one.
    private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for index in text.indices where text[index] == 0x0A {
            lines.append(text[start...index])
            start = index + 1
        }
        if start < text.count { lines.append(text[start...]) }
        return lines
    }

    // MARK: Comparing

    private static func script(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Line] {
        let prefix = zip(old, new).prefix { $0 == $1 }.count
        let suffix = zip(old.dropFirst(prefix).reversed(), new.dropFirst(prefix).reversed()).prefix { $0 == $1 }.count
        let middle = script(ofMiddle: old[prefix..<(old.count - suffix)], new[prefix..<(new.count - suffix)])
        return [Line](repeating: .same, count: prefix) + middle + [Line](repeating: .same, count: suffix)
    }

    private static func script(ofMiddle old: ArraySlice<ArraySlice<UInt8>>, _ new: ArraySlice<ArraySlice<UInt8>>) -> [Line] {
        guard !old.isEmpty, !new.isEmpty, old.count * new.count <= comparisonLimit else {
            return [Line](repeating: .removed, count: old.count) + [Line](repeating: .added, count: new.count)
        }
        let difference = Array(new).difference(from: Array(old))
        let removals = Set(difference.removals.map(\.offset))
        let insertions = Set(difference.insertions.map(\.offset))
        var script: [Line] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            let line: Line = removals.contains(i) ? .removed : insertions.contains(j) ? .added : .same
            script.append(line)
            if line != .added { i += 1 }
            if line != .removed { j += 1 }
        }
        return script
    }

    // MARK: Writing

    /// The changes with the lines around them, as ranges of the script.
    private static func hunks(_ script: [Line]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in script.indices where script[index] != .same {
            let around = max(0, index - context)..<min(script.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= around.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
            } else {
                hunks.append(around)
            }
        }
        return hunks
    }

    private static func text(of hunk: Range<Int>, _ script: [Line], _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> String {
        var i = script[..<hunk.lowerBound].count { $0 != .added }
        var j = script[..<hunk.lowerBound].count { $0 != .removed }
        let removed = script[hunk].count { $0 != .added }
        let added = script[hunk].count { $0 != .removed }
        // An empty range is named by the line before it.
        let range = { (start: Int, count: Int) in "\(count == 0 ? start : start + 1)\(count == 1 ? "" : ",\(count)")" }
        var text = "@@ -\(range(i, removed)) +\(range(j, added)) @@\n"
        for line in script[hunk] {
            switch line {
            case .same: text += " " + shown(old[i])
            case .removed: text += "-" + shown(old[i])
            case .added: text += "+" + shown(new[j])
            }
            if line != .added { i += 1 }
            if line != .removed { j += 1 }
        }
        return text
    }

    private static func shown(_ line: ArraySlice<UInt8>) -> String {
        let text = String(decoding: line, as: UTF8.self)
        return line.last == 0x0A ? text : text + "\n\\ No newline at end of file\n"
    }
}

extension CollectionDifference.Change {
    /// The place in the text that has the line.
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
