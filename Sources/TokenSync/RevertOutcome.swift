/// What became of one settings file when our changes were taken back.
package struct RevertOutcome: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        /// Nobody edited the file since: it has its earlier bytes again.
        case earlierBytes
        /// Nobody edited the file since, and there was none before us: it is gone.
        case removed
        /// Somebody edited the file since: `restored` keys have their earlier values, `left` ones were given other values and keep them.
        case earlierValues(restored: [[String]], left: [[String]])
        /// The file is gone; there is nothing to take back.
        case missing
        case failed(SettingsError)
    }

    /// Nil when the record of the earlier values cannot be read.
    package let client: ClientName?
    /// The settings file by the path that the client uses, or the damaged record.
    package let file: String
    package let result: Result
}
