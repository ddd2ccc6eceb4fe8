extension TranslationError {
    /// The error as every dialect can tell it.
    package var fault: AnswerFault {
        AnswerFault(.invalidRequest, description, status: status, parameter: path.isEmpty ? nil : path)
    }
}
