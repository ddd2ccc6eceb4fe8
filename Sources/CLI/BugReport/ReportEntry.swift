/// A file of a report.
struct ReportEntry: Equatable {
    let name: String
    /// What is in it, for the person who looks before they send it.
    let description: String
    let text: String
}
