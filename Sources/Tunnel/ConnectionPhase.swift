/// How far a connection to a hop had come.
package enum ConnectionPhase: String, Sendable, Codable {
    case dial = "connecting"
    case keyExchange = "key exchange"
    case hostKey = "host key"
    case authentication = "login"
    case channel = "opening a stream"
    case established = "established"
}
