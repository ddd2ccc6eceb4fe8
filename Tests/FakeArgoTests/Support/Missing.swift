/// What a test expected on a connection and did not see.
struct Missing: Error {
    let what: String

    init(_ what: String) {
        self.what = what
    }
}
