/// One step on the way from a TOML text's root to a value in it.
enum TOMLStep: Hashable, Sendable {
    case key(String)
    /// The item of an array, counted from 0.
    case index(Int)
}
