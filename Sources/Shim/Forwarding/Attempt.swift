/// Which of the models that may answer a request is asked.
struct Attempt: Sendable {
    /// The model that is asked in the client's model's place; nil for that itself.
    var model: String?
    /// Those that are asked next, in order; nil where nobody has looked yet.
    var later: ArraySlice<String>?
    /// Why those before it did not answer.
    var notes: [String] = []
    /// The images that were fetched for the request, by their URLs.
    var images: [String: RemoteImage] = [:]

    /// The next attempt.
    ///
    /// - Parameters:
    ///   - model: the one that was asked just now.
    ///   - reason: ends a sentence that begins with it.
    /// - Returns: nil where there is none.
    func next(after model: String, _ reason: String) -> Attempt? {
        guard let later, let next = later.first else { return nil }
        let note = RewrittenRequest.printable("\(next) asked in the place of \(model), which \(reason)")
        return Attempt(model: next, later: later.dropFirst(), notes: notes + [note], images: images)
    }
}
