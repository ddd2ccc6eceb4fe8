/// Google's JSON is spelled in camel case by its SDKs and in snake case by many who write it by hand; the service takes both.
extension ObjectReader {
    mutating func takeEither(_ camel: String) -> JSONReader? { take(camel, or: snakeCase(camel)) }

    mutating func requireEither(_ camel: String) throws(TranslationError) -> JSONReader {
        guard let value = takeEither(camel) else { throw .missing(.member(path, camel)) }
        return value
    }
}

extension JSONReader {
    func either(_ camel: String) -> JSONReader? { value(camel) ?? value(snakeCase(camel)) }
}

private func snakeCase(_ camel: String) -> String {
    var snake: [UInt8] = []
    for byte in camel.utf8 {
        if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") {
            snake.append(UInt8(ascii: "_"))
            snake.append(byte | 0x20)
        } else {
            snake.append(byte)
        }
    }
    return String(decoding: snake, as: UTF8.self)
}
