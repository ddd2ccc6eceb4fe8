/// What a login to one hop has shown to work, kept in memory so that it can be repeated without a person.
struct LoginMemory {
    /// Passphrases by key file. Each has opened its file, and the server has taken the key.
    var passphrases: [String: Secret] = [:]
    /// The key that the server has taken.
    var identity: KeyOffer.Identity?
    /// Whether the last login took something that only a person has: an answer to the server's questions, or a password.
    var tookPerson = false
}
