import LosslessJSON

/// A settings file's text, of which single values can be changed while every other byte stays.
protocol SettingsDocument {
    /// Reads a text; an empty one is a document without values.
    init(_ bytes: [UInt8]) throws(SettingsFault)

    /// The text with all changes.
    var bytes: [UInt8] { get }

    /// Whether there are neither values nor comments.
    var isBlank: Bool { get }

    /// The value under a path of keys; strings are decoded, all else is `raw`. Nil when there is none.
    ///
    /// - Throws: `SettingsFault.wrongShape` when something else than an object is on the way.
    func value(at path: [String]) throws(SettingsFault) -> JSONValue?

    /// Line and column of the value under a path; the start when there is none.
    func position(of path: [String]) -> TextPosition

    /// Gives the value under a path another one, or adds it with the objects on the way.
    mutating func set(_ value: JSONValue, at path: [String]) throws(SettingsFault)

    /// Takes away the value under a path, if there is one, and then the objects on the way that hold nothing any more.
    ///
    /// - Parameter isKept: asked of each such object; it stays where the answer is true.
    mutating func remove(_ path: [String], keepingEmpty isKept: ([String]) -> Bool) throws(SettingsFault)
}
