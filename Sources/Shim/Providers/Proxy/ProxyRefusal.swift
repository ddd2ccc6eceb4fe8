/// Why a proxy opens no way; the reason ends a sentence that begins with it.
struct ProxyRefusal: Error, Equatable {
    let reason: String
}
