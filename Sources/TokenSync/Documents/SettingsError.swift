import LosslessJSON

/// Why one settings file is left as it is.
public struct SettingsError: Error, Equatable, Sendable {
    /// The file, by the path that its client uses.
    public let file: String
    public let fault: SettingsFault

    public init(file: String, _ fault: SettingsFault) {
        self.file = file
        self.fault = fault
    }
}

extension SettingsError: CustomStringConvertible {
    /// `file:line:column: what is wrong and what to do`.
    public var description: String {
        guard let position = fault.position else { return "\(file): \(fault)" }
        return "\(file):\(position.line):\(position.column): \(fault)"
    }
}
