/// What a person has typed when asked whether to trust a host key.
enum HostKeyReply: Equatable {
    case trust
    case refuse
    /// It has to be asked again.
    case unclear

    /// - Parameters:
    ///   - text: the line.
    ///   - fingerprint: typed or pasted it means yes, and proves that somebody has compared it.
    init(_ text: String, fingerprint: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, let word = words.first else {
            self = .unclear
            return
        }
        if word == fingerprint || word.lowercased() == "yes" {
            self = .trust
        } else {
            self = word.lowercased() == "no" ? .refuse : .unclear
        }
    }
}
