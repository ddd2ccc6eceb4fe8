/// Text that a server sent, made fit to be shown: no control characters, and not more than a screen.
enum ServerText {
    /// Several lines; line ends and tabs stay, since prompts are laid out with them.
    static func words(_ bytes: UnsafeRawBufferPointer) -> String {
        unsafe clean(bytes) { $0 == "\n" || $0 == "\t" }
    }

    /// One line.
    static func line(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
        unsafe clean(UnsafeRawBufferPointer(start: start, count: max(count, 0))) { _ in false }
    }

    private static func clean(_ bytes: UnsafeRawBufferPointer, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
        let text = unsafe String(decoding: bytes.prefix(limit), as: UTF8.self)
        // C0 and C1 can move the cursor or colour the terminal; the rest of a sequence is harmless without its beginning.
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { isKept($0) || !$0.properties.isControl }))
    }

    private static let limit = 4_096
}

extension Unicode.Scalar.Properties {
    /// C0, C1 and DEL, and what reorders the text around it.
    fileprivate var isControl: Bool { generalCategory == .control || generalCategory == .format }
}
