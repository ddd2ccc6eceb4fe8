import NIOCore
import SystemSupport

/// Whether an address is one of the public internet, so that what is fetched from it is nobody's private business.
///
/// Source: IANA's registries of special-purpose addresses (RFC 6890 and its updates). Of IPv6 nothing is public outside of 2000::/3.
enum AddressRule {
    static func isPublic(_ address: SocketAddress) -> Bool {
        guard let text = address.ipAddress else { return false }
        switch address {
        case .v4: return isPublicVersion4(text)
        case .v6: return isPublicVersion6(text)
        case .unixDomainSocket: return false
        }
    }

    /// First address and length of the prefix.
    private static let specialVersion4: [(UInt32, Int)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
        (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24),
        (0xCB00_7100, 24), (0xE000_0000, 4), (0xF000_0000, 4),
    ]

    private static func isPublicVersion4(_ text: String) -> Bool {
        let bytes = text.split(separator: ".").compactMap { UInt8($0) }
        guard bytes.count == 4 else { return false }
        let value = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !specialVersion4.contains { first, length in (value ^ first) >> (32 - length) == 0 }
    }

    private static func isPublicVersion6(_ text: String) -> Bool {
        // The first two groups tell: no public address begins with zeros, and an empty second one stands for zeros.
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        guard groups.count > 2, let first = UInt16(groups[0], radix: 16), let second = groups[1].isEmpty ? 0 : UInt16(groups[1], radix: 16)
        else { return false }
        guard (0x2000...0x3FFF).contains(first) else { return false }
        // 2001::/23 (Teredo and other protocols), documentation, 6to4 (which has an address of IPv4 inside), documentation again.
        if first == 0x2001, second < 0x0200 || second == 0x0DB8 { return false }
        return first != 0x2002 && !(first == 0x3FFF && second < 0x1000)
    }
}
