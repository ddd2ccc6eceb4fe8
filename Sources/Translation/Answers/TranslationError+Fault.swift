extension TranslationError {
    /// The error as every dialect can tell it.
    public var fault: AnswerFault {
        AnswerFault(.invalidRequest, description, status: status, parameter: path.isEmpty ? nil : path)
    }
}
