import LosslessJSON

/// Why one settings file is left as it is.
package struct SettingsError: Error, Equatable, Sendable {
    /// The file, by the path that its client uses.
    package let file: String
    package let fault: SettingsFault

    package init(file: String, _ fault: SettingsFault) {
        self.file = file
        self.fault = fault
    }
}

extension SettingsError: CustomStringConvertible {
    /// `file:line:column: what is wrong and what to do`.
    package var description: String {
        guard let position = fault.position else { return "\(file): \(fault)" }
        return "\(file):\(position.line):\(position.column): \(fault)"
    }
}
