internal import LosslessJSON

extension JSONReader {
    /// The member called `name`; nil where there is none, where it is `null`, and for anything but an object.
    ///
    /// Answers are read by this: a vendor may add fields, and nobody can be told that they were not understood.
    func value(_ name: String) -> JSONReader? {
        guard let found = document.value(name, of: node), found.kind != .null else { return nil }
        return JSONReader(document, node: found, path: .member(path, name))
    }

    /// As `value`, under either name: Google's JSON may be spelled in camel case and in snake case.
    func value(_ name: String, or other: String) -> JSONReader? { value(name) ?? value(other) }
    func string(_ name: String) -> String? { value(name)?.string }
    func integer(_ name: String) -> Int? { value(name)?.integer }
    func list(_ name: String) -> [JSONReader] { value(name)?.elements ?? [] }

    /// A count of tokens: 0 for what is missing, null or no number.
    func count(_ name: String) -> Int { Usage.bounded(integer(name) ?? 0) }
}
