import Crypto
import NIOConcurrencyHelpers
import NIOCore

/// Images that were fetched a while ago: agents send the whole conversation, with its images, at each turn.
final class ImageCache: Sendable {
    /// Characters of base64, of all images together.
    private let sizeLimit: Int
    private let age: TimeAmount
    private let entries = NIOLockedValueBox<[[UInt8]: (image: RemoteImage, time: NIODeadline)]>([:])

    init(sizeLimit: Int = 32 * 1024 * 1024, age: TimeAmount = .minutes(10)) {
        self.sizeLimit = sizeLimit
        self.age = age
    }

    func image(at url: String, now: NIODeadline) -> RemoteImage? {
        entries.withLockedValue { entries in
            guard let entry = entries[Self.key(url)], now - entry.time < age else { return nil }
            return entry.image
        }
    }

    func keep(_ image: RemoteImage, at url: String, now: NIODeadline) {
        guard image.data.utf8.count <= sizeLimit else { return }
        entries.withLockedValue { entries in
            entries[Self.key(url)] = (image, now)
            entries = entries.filter { now - $0.value.time < age }
            var total = entries.values.reduce(0) { $0 + $1.image.data.utf8.count }
            for (key, entry) in entries.sorted(by: { $0.value.time < $1.value.time }) where total > sizeLimit {
                entries[key] = nil
                total -= entry.image.data.utf8.count
            }
        }
    }

    /// An address may hold a secret, and is as long as it likes.
    private static func key(_ url: String) -> [UInt8] { Array(SHA256.hash(data: Array(url.utf8))) }
}

struct RemoteImage: Equatable, Sendable {
    let format: ImageFormat
    /// In base64.
    let data: String
}

/// What an image is by its first bytes: what a server says of it may be wrong, and Claude refuses an image under another's name.
enum ImageFormat: String, CaseIterable, Sendable {
    // https://platform.claude.com/docs/en/build-with-claude/vision takes these four.
    case png = "image/png"
    case jpeg = "image/jpeg"
    case gif = "image/gif"
    case webp = "image/webp"

    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if bytes.count >= 12, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WEBP".utf8) {
            self = .webp
        } else {
            return nil
        }
    }
}
