import Foundation

/// A terminal with nobody before it: a test reads what is shown and types what is asked for.
final class PseudoTerminal: Sendable {
    struct Unavailable: Error {}

    /// The path of the end that a program takes for its terminal.
    let path: String
    private let person: Int32
    /// Held open: without it the settings would be forgotten whenever a program closes its end.
    private let program: Int32

    init() throws {
        #if canImport(Darwin)
            person = posix_openpt(O_RDWR | O_NOCTTY)
            guard person >= 0, grantpt(person) == 0, unlockpt(person) == 0, let name = unsafe ptsname(person) else { throw Unavailable() }
            path = unsafe String(cString: name)
        #else
            // Swift's view of Glibc hides posix_openpt; this is what it does (ioctl_tty(2): TIOCSPTLCK, TIOCGPTN).
            person = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var unlocked: Int32 = 0
            var number: UInt32 = 0
            guard person >= 0, unsafe ioctl(person, 0x4004_5431, &unlocked) == 0, unsafe ioctl(person, 0x8004_5430, &number) == 0 else {
                throw Unavailable()
            }
            path = "/dev/pts/\(number)"
        #endif
        program = unsafe open(path, O_RDWR | O_NOCTTY)
        guard program >= 0 else { throw Unavailable() }
    }

    deinit {
        close(person)
        close(program)
    }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(person, $0.baseAddress, $0.count) }
    }

    /// Whether what is typed is shown.
    var echoes: Bool { settings.c_lflag & tcflag_t(ECHO) != 0 }

    var settings: termios {
        var settings = termios()
        _ = unsafe tcgetattr(program, &settings)
        return settings
    }

    /// Reads until a text has been shown; the reading blocks its thread.
    func waitFor(_ text: String) -> String {
        var shown: [UInt8] = []
        while !String(decoding: shown, as: UTF8.self).contains(text) {
            var buffer = [UInt8](repeating: 0, count: 1_024)
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(person, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            shown.append(contentsOf: buffer[..<count])
        }
        return String(decoding: shown, as: UTF8.self)
    }
}
