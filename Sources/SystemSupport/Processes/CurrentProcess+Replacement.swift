package import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension CurrentProcess {
    /// Becomes another program, which is looked for in `PATH`: from then on exit code, signals and terminal are its own.
    ///
    /// Its arguments are passed on from where the system put ours, so that not a byte of them changes on the way.
    ///
    /// - Parameters:
    ///   - count: how many of the last arguments of this process are the program and its arguments.
    ///   - variables: what is set in its environment, beside what is there.
    /// - Returns: why, when it cannot be done (execve(2)).
    package static func replace(withLast count: Int, settingVariables variables: [(name: String, value: String)]) -> Errno {
        for (name, value) in variables where (unsafe setenv(name, value, 1)) != 0 { return Errno(rawValue: errno) }
        let position = Int(CommandLine.argc) - count
        let arguments = unsafe CommandLine.unsafeArgv
        guard count > 0, position > 0, let program = unsafe arguments[position] else { return .noSuchFileOrDirectory }
        letSignalsBe()
        unsafe execvp(program, arguments + position)
        return Errno(rawValue: errno)
    }

    /// Becomes another program, which is looked for in `PATH`.
    ///
    /// - Parameter words: the program and its arguments.
    /// - Returns: why, when it cannot be done (execve(2)).
    package static func replace(with words: [String]) -> Errno {
        var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        guard let program = words.first else { return .noSuchFileOrDirectory }
        letSignalsBe()
        unsafe execvp(program, &pointers)
        return Errno(rawValue: errno)
    }

    /// Keeps what is open now, standard input and outputs aside, out of the program that this process is going to become.
    ///
    /// A program that stays would else hold open whatever somebody had open who started us: a pipe's reader waits for its end then.
    package static func keepOpenFilesToItself() {
        // Linux and macOS list a process's descriptors here; on a system that does not, they are handed on.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []
        for descriptor in names.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            // One that was open for the listing itself is closed by now.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Takes back what this process does about signals before it becomes another program.
    private static func letSignalsBe() {
        // What is ignored stays ignored in the new program, and what is blocked stays blocked (execve(2)): the first is our own wish,
        // the second the runtime's, whose threads block nearly every signal.
        for number in signalsOfWrites { _ = signal(number, SIG_DFL) }
        var nothing = sigset_t()
        unsafe sigemptyset(&nothing)
        unsafe pthread_sigmask(SIG_SETMASK, &nothing, nil)
    }
}
