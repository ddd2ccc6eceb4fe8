/// Where a provider's key is to be had. It is looked up for each request, so that a new one counts at once.
package enum KeySource: Sendable {
    /// An environment variable, with what it held when the program was started; nil where it was not set.
    case variable(String, ProviderKey?)
    /// A file that holds the key and nothing else; the path is absolute.
    case file(path: String)
    /// A program that prints the key. `run` blocks its thread; `name` is for people.
    case command(name: String, run: @Sendable () throws(KeyFault) -> ProviderKey)
    /// The file of a program of Globus, which is kept up to date.
    case globus(GlobusLogin)
}
