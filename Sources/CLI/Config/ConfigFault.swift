/// One thing that is wrong with a configuration file, and in which line. No fault holds a value: it could be a secret.
struct ConfigFault: Error, Equatable {
    enum Reason: Equatable {
        /// No YAML; the library's words.
        case syntax(String)
        case notUTF8
        /// The file is a list or a single text.
        case notAMapping
        case duplicateKey(String)
        case unknownKey(String, nearest: String?)
        /// An option that is no setting, with what to do in its place.
        case commandLineOnly(String, remedy: String)
        case noValue(ConfigKey)
        case wrongKind(ConfigKey)
        /// A value that `argo-shim run` refuses, in its words.
        case refused(String)
        /// There are settings, and no version of the form that they have.
        case noVersion
        case wrongVersion
        case newerVersion(Int)
    }

    /// Counted from 1; nil for the file as a whole.
    let line: Int?
    let reason: Reason
}
