/// Why the system did not do what it was asked to.
struct SystemFault: Error, Equatable {
    /// Its error number (errno(3)).
    let code: Int32
}
