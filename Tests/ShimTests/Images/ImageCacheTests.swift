import NIOCore
import Testing

@testable import Shim

@Suite struct ImageCacheTests {
    private let image = RemoteImage(format: .png, data: String(repeating: "A", count: 40))
    private let start = NIODeadline.uptimeNanoseconds(0)

    @Test func `an image is known for a while`() {
        let cache = ImageCache(age: .minutes(10))
        cache.keep(image, at: "u", now: start)
        #expect(cache.image(at: "u", now: start + .minutes(9)) == image)
        #expect(cache.image(at: "v", now: start) == nil)
        #expect(cache.image(at: "u", now: start + .minutes(10)) == nil)
    }

    @Test func `the oldest goes when there are too many`() {
        let cache = ImageCache(sizeLimit: 100)
        for number in 1...3 { cache.keep(image, at: "\(number)", now: start + .seconds(Int64(number))) }
        #expect((1...3).map { cache.image(at: "\($0)", now: start + .seconds(4)) != nil } == [false, true, true])
        cache.keep(RemoteImage(format: .png, data: String(repeating: "A", count: 101)), at: "long", now: start)
        #expect(cache.image(at: "long", now: start) == nil)
    }
}
