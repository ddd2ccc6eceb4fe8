/// Text that a server or an agent sent, made fit for a terminal.
///
/// RFC 4256, section 3.2, has clients take control characters out: they could move the cursor, or make one prompt look like another.
enum SanitizedText {
    /// Unicode scalars of a prompt, and of what stands above the prompts. Duo's longest have a few hundred.
    static let promptLimit = 1_024
    static let instructionLimit = 4_096

    /// A text that may have several lines.
    ///
    /// - Parameter limit: Unicode scalars.
    static func lines(_ text: String, limit: Int) -> String { cleaned(text, limit: limit, isOneLine: false) }

    /// A text in one line.
    ///
    /// - Parameter limit: Unicode scalars.
    static func line(_ text: String, limit: Int = 256) -> String { cleaned(text, limit: limit, isOneLine: true) }

    private static func cleaned(_ text: String, limit: Int, isOneLine: Bool) -> String {
        let seen = text.unicodeScalars.lazy.compactMap { scalar -> Unicode.Scalar? in
            switch scalar.properties.generalCategory {
            case .control where scalar == "\n" && !isOneLine: scalar
            case .control where scalar == "\t": " "
            // Format characters turn the direction of writing round or are not seen at all.
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: nil
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(seen.prefix(limit)))
    }
}
