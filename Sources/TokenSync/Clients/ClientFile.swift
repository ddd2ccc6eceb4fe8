/// One settings file of a client, and what it shall say.
struct ClientFile: Sendable {
    /// Where the client looks, the path that counts most first; where none exists, the last one is made.
    let paths: [String]
    let format: SettingsFormat
    /// In the order in which it is written.
    let edits: [SettingEdit]
    /// Lists, or objects, of which the entries that are ours alone go when none of the edits is about them any more.
    var lists: [[PathStep]] = []
    /// A file that the client would no longer read if it found this one: this one is not made beside it.
    var hidden: String?
    /// Whether it makes the client use what the files before it say: where one of these cannot be written, it is left alone.
    var needsFilesBefore = false

    init(_ paths: String..., format: SettingsFormat, edits: [SettingEdit]) {
        self.paths = paths
        self.format = format
        self.edits = edits
    }
}
