/// What the grammars expect an answer to say of itself.
enum ExpectedAnswer {
    /// The model's name as the client spelled it.
    @TaskLocal static var model = "the-model"
    /// In seconds since 1970; nil where the clock says it.
    @TaskLocal static var time: Int? = 1_700_000_000

    static func isTime(_ seconds: Int?) -> Bool {
        guard let seconds else { return false }
        return seconds == time ?? seconds
    }
}
