@testable import Tunnel

/// Public keys that look like ones of a type, for decisions that look no further.
enum SampleKey {
    static func blob(_ type: String, _ number: UInt8) -> [UInt8] { string(Array(type.utf8)) + string([number]) }

    static func certificate(_ type: String, _ number: UInt8) -> [UInt8] {
        string(Array((type + "-cert-v01@openssh.com").utf8)) + string([9, 9]) + string([number]) + string([1, 2, 3])
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(bytes.count)] + bytes }
}
