/// A machine's name as part of the name of a file: state folders are in homes, and homes are shared between machines.
package struct HostFileName {
    package let text: String

    /// - Parameter host: the name, which may hold anything.
    package init(_ host: String) {
        let name = String(host.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) ? $0 : "_" })
        text = name.isEmpty ? "localhost" : name
    }
}
