import CLibrary
import SystemPackage

/// The terminal of the person who started the program, whatever the standard streams are connected to.
package final class Terminal: Sendable {
    /// More than anybody types in one line; terminals themselves end a line at 1024 bytes (macOS) or 4096 (Linux, termios(3)).
    private static let longestLine = 4_096
    /// How long a key press may go unnoticed. A terminal that is polled would be noticed at once, but macOS does not poll /dev/tty.
    private static let pause: Int32 = 50

    private let descriptor: Int32
    /// The settings to go back to, while others are in force.
    private let earlier = Locked<termios?>(nil)

    /// Opens a terminal; nil where there is none, or where another job of the shell has it and a read would stop the process.
    package init?(path: String = "/dev/tty") {
        // Without blocking, so that a wait for a line can be given up. The flag belongs to this opening alone.
        descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let foreground = tcgetpgrp(descriptor)
        // A terminal that is not the controlling one tells no group (ENOTTY), and stops nobody either.
        guard isatty(descriptor) == 1, foreground == getpgrp() || foreground == -1 else {
            close(descriptor)
            return nil
        }
    }

    deinit {
        if descriptor >= 0 {
            restore()
            close(descriptor)
        }
    }

    package func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        let file = FileDescriptor(rawValue: descriptor)
        while !bytes.isEmpty {
            do {
                bytes = bytes.dropFirst(try unsafe bytes.withUnsafeBytes { unsafe try file.write($0) })
            } catch Errno.resourceTemporarilyUnavailable {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&entry, 1, Self.pause)
            } catch {
                return
            }
        }
    }

    /// Asks, and waits for a line.
    ///
    /// What was typed before the question is thrown away, and the terminal has its own settings again on every way out.
    ///
    /// - Parameters:
    ///   - echoes: whether the line may be seen while it is typed.
    ///   - interruption: gives the wait up.
    /// - Returns: the line without its end; nil where the person has closed the input (Ctrl-D), the terminal is gone, or after an
    ///   interruption.
    package func ask(_ prompt: String, echoes: Bool, _ interruption: Interruption) -> String? {
        begin(echoes: echoes)
        defer {
            restore()
            // The line's end was not shown, or never typed.
            if !echoes || interruption.isTriggered { write("\n") }
        }
        write(prompt)
        var line: [UInt8] = []
        while line.count <= Self.longestLine, !interruption.isTriggered {
            guard let bytes = read() else { return nil }
            line.append(contentsOf: bytes)
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return String(decoding: line[..<end], as: UTF8.self) }
            if bytes.isEmpty { _ = interruption.wait(for: [], milliseconds: Self.pause) }
        }
        return nil
    }

    /// Gives the terminal its own settings back, if a question has changed them.
    package func restore() {
        earlier.withLock { earlier in
            guard var settings = earlier else { return }
            // TCSAFLUSH: what was typed for a question that is over must not become the shell's input.
            while unsafe tcsetattr(descriptor, TCSAFLUSH, &settings) == -1 && errno == EINTR {}
            earlier = nil
        }
    }

    /// Line by line, seen or not, with Ctrl-C as a signal. Ctrl-Z and Ctrl-\ are off: they would leave the terminal as the question needs it.
    private func begin(echoes: Bool) {
        earlier.withLock { earlier in
            var settings = termios()
            guard unsafe tcgetattr(descriptor, &settings) == 0 else { return }
            earlier = settings
            settings.c_lflag |= tcflag_t(ICANON | ISIG)
            if echoes { settings.c_lflag |= tcflag_t(ECHO) } else { settings.c_lflag &= ~tcflag_t(ECHO | ECHONL) }
            unsafe withUnsafeMutableBytes(of: &settings.c_cc) { characters in
                // _POSIX_VDISABLE: 255 on macOS, 0 on Linux.
                #if canImport(Darwin)
                    let disabled: UInt8 = 255
                #else
                    let disabled: UInt8 = 0
                #endif
                unsafe characters[Int(VSUSP)] = disabled
                unsafe characters[Int(VQUIT)] = disabled
            }
            while unsafe tcsetattr(descriptor, TCSAFLUSH, &settings) == -1 && errno == EINTR {}
        }
    }

    /// - Returns: what is there, nothing where there is nothing yet, nil at the end.
    private func read() -> [UInt8]? {
        do {
            let bytes = try FileDescriptor(rawValue: descriptor).readSome(limit: 1_024)
            return bytes.isEmpty ? nil : bytes
        } catch {
            return error == .resourceTemporarilyUnavailable ? [] : nil
        }
    }
}
