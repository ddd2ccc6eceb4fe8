import Testing

@testable import Shim

@Suite struct ImageFormatTests {
    @Test(
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1], ImageFormat.png), ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
            (Array("GIF89a…".utf8), .gif), (Array("RIFF....WEBPVP8".utf8), .webp), (Array("<svg/>".utf8), nil), ([], nil),
            (Array("RIFF....WAVE".utf8), nil), (Array("RIFF".utf8), nil), (Array("<html>".utf8), nil),
        ] as [([UInt8], ImageFormat?)])
    func `the first bytes tell`(bytes: [UInt8], format: ImageFormat?) {
        #expect(ImageFormat(bytes) == format)
    }
}
