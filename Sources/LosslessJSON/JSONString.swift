/// Decodes what stands between a string's quotes. A lone surrogate and invalid UTF-8 become U+FFFD.
func decodeString(in bytes: [UInt8], _ range: Range<Int>) -> String {
    let raw = bytes[range]
    // A quote ends it, and a text that was scanned has nothing else in it that is not plain.
    guard endOfPlainText(in: bytes, from: range.lowerBound) < range.upperBound else { return String(decoding: raw, as: UTF8.self) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(raw.count)
    var index = raw.startIndex
    while true {
        // What lies between two escapes is copied in one piece.
        let plain = index
        while index < raw.endIndex, raw[index] != UInt8(ascii: "\\") {
            index = min(raw.endIndex, max(index + 1, endOfPlainText(in: bytes, from: index)))
        }
        if index + 1 >= raw.endIndex { index = raw.endIndex }
        decoded.append(contentsOf: bytes[plain..<index])
        if index == raw.endIndex { break }
        let escape = raw[index + 1]
        index += 2
        switch escape {
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "u"): decoded.append(contentsOf: Array(String(decodeUnicodeEscape(raw, &index)).utf8))
        default: decoded.append(escape)
        }
    }
    return String(decoding: decoded, as: UTF8.self)
}

/// Reads the four digits behind `\u`, and a second escape where the first is the high half of a surrogate pair (RFC 8259, section 7).
private func decodeUnicodeEscape(_ raw: ArraySlice<UInt8>, _ index: inout Int) -> Unicode.Scalar {
    let replacement: Unicode.Scalar = "\u{FFFD}"
    guard let first = codeUnit(raw, at: index) else { return replacement }
    index += 4
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800...0xDBFF).contains(first), raw[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]),
        let second = codeUnit(raw, at: index + 2), (0xDC00...0xDFFF).contains(second)
    else { return replacement }
    index += 6
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
}

private func codeUnit(_ raw: ArraySlice<UInt8>, at index: Int) -> UInt32? {
    guard index + 4 <= raw.endIndex else { return nil }
    var unit: UInt32 = 0
    for digit in raw[index..<(index + 4)] {
        guard let value = hexadecimalValue(of: digit) else { return nil }
        unit = unit << 4 | value
    }
    return unit
}

/// Appends `text` as a JSON string with its quotes; only what RFC 8259 section 7 requires is escaped.
package func appendJSONString(_ text: String, to bytes: inout [UInt8]) {
    let raw = Array(text.utf8)
    bytes.append(UInt8(ascii: "\""))
    var plain = 0
    while true {
        // What lies between two escapes is copied in one piece.
        let end = endOfPlainText(in: raw, from: plain)
        bytes.append(contentsOf: raw[plain..<end])
        guard end < raw.count else { break }
        appendEscape(of: raw[end], to: &bytes)
        plain = end + 1
    }
    bytes.append(UInt8(ascii: "\""))
}

private func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x00...0x1F:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 0xF)])
    default: bytes.append(byte)
    }
}

/// The first byte from `start` on that ends, escapes or breaks a string (RFC 8259, section 7), or the 16th byte behind it: names and short
/// words end before a block is worth its while.
func endOfShortPlainText(in bytes: [UInt8], from start: Int) -> Int {
    var position = start
    let nearEnd = min(bytes.count, start + 16)
    while position < nearEnd {
        let byte = bytes[position]
        // Letters lie above all marks.
        if byte <= UInt8(ascii: "\\"), isMark(byte) != 0 { return position }
        position += 1
    }
    return position
}

/// As `endOfShortPlainText`, without a limit; the end of the bytes where there is no such byte.
func endOfPlainText(in bytes: [UInt8], from start: Int) -> Int {
    let position = endOfShortPlainText(in: bytes, from: start)
    return position < start + 16 ? position : endOfLongPlainText(in: bytes, from: position)
}

/// As `endOfPlainText`, for a text that is known to be long.
func endOfLongPlainText(in bytes: [UInt8], from start: Int) -> Int {
    var position = start
    // Without an exit inside, a block is a few vector instructions: long texts pass ten times as fast (measured on x86-64).
    let size = 64
    while bytes.count - position >= size {
        var marks: UInt8 = 0
        for index in position..<(position + size) { marks |= isMark(bytes[index]) }
        if marks != 0 { break }
        position += size
    }
    while position < bytes.count, isMark(bytes[position]) == 0 { position += 1 }
    return position
}

/// 1 for a byte that is no plain part of a string, else 0: a number, because a sum of conditions has no branches.
private func isMark(_ byte: UInt8) -> UInt8 {
    (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0) | (byte < 0x20 ? 1 : 0)
}
