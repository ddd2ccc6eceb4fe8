/// Why a text is no YAML.
struct YAMLFault: Error, Equatable {
    /// libYAML's words; they quote nothing of the text.
    let problem: String
    /// Counted from 1.
    let line: Int
}
