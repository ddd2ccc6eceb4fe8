/// One step of a walk through a text of YAML.
struct YAMLEvent: Equatable {
    enum Kind: Equatable {
        case documentStart, documentEnd
        case mappingStart, mappingEnd
        case sequenceStart, sequenceEnd
        /// What stands for something that has been said before.
        case alias
        /// - Parameters: `isPlain` tells whether it is without quotes; `tag` is the one that is written, in its long form.
        case scalar(String, isPlain: Bool, tag: String?)
    }

    let kind: Kind
    /// Where it begins, counted from 1.
    let line: Int
}
