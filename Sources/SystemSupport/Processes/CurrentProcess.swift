import CLibrary
package import SystemPackage

#if canImport(Darwin)
    import MachO
#endif

/// What the program asks of, and tells, the process that it is.
package enum CurrentProcess {
    /// What a write that fails would end the program with, by default (signal(7)): where its reader has gone, and where a file would grow
    /// beyond `ulimit -f`. Other programs get the default back.
    static let signalsOfWrites = [SIGPIPE, SIGXFSZ]

    package static func exit(code: Int32) -> Never { CLibrary.exit(code) }

    /// Has a write that fails be an error like any other.
    package static func surviveFailedWrites() {
        for number in signalsOfWrites { _ = signal(number, SIG_IGN) }
    }

    // MARK: Who and where it is

    /// Absolute path of the folder that the process is in; `/` where it has been removed.
    package static var workingFolder: String {
        guard let path = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// The home folder of the system's user database, which `ssh` takes for `~` whatever `$HOME` says; nil for a user that it does not have.
    package static var registeredHome: String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4_096)
        guard unsafe getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil,
            let home = unsafe entry.pw_dir
        else { return nil }
        return unsafe String(cString: home)
    }

    /// The number of the user who runs this process.
    package static var userID: UInt32 { getuid() }

    /// The number by which other programs send this one a signal.
    package static var ownID: Int32 { getpid() }

    /// The name of this machine, as far as it knows it itself.
    package static var hostName: String {
        // 255 bytes at most: HOST_NAME_MAX of POSIX is 255, of Linux 64.
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The absolute path of the program that runs, for commands that other programs are told to run: they have another `PATH` and
    /// another folder.
    package static var programPath: String {
        let invoked = CommandLine.arguments.first ?? ""
        // A name is what the caller says it is: it counts where it leads to the program that runs. Then it is better than the file's own
        // path, which a package manager's link leads to and which has the version in it.
        if let executable = executablePath {
            if let place = ProgramFile.find(invoked, searchPath: searchPath), place.hasPrefix("/"), resolved(place) == executable {
                return place
            }
            return executable
        }
        return resolved(invoked) ?? invoked
    }

    private static var searchPath: String? {
        guard let path = unsafe getenv("PATH") else { return nil }
        return unsafe String(cString: path)
    }

    /// The file of the program that runs, as the system knows it.
    private static var executablePath: String? {
        #if canImport(Darwin)
            var size = UInt32(PATH_MAX)
            var buffer = [CChar](repeating: 0, count: Int(size))
            guard unsafe _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
            return resolved(String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        #else
            // proc(5): a link to the file; it leads nowhere once the file was replaced by a newer version.
            return resolved("/proc/self/exe")
        #endif
    }

    /// The path without links; nil where it leads nowhere.
    private static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    // MARK: Its terminal and its streams

    /// Whether this process has a terminal that could hang up.
    package static var hasTerminal: Bool {
        // Any other trouble with it is as good as none.
        (try? Descriptor.open("/dev/tty", .readWrite)) != nil
    }

    /// Whether whoever started this process wants it to live on without a terminal: nohup(1).
    package static var ignoresHangUp: Bool {
        var action = sigaction()
        guard unsafe sigaction(SIGHUP, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
            let handler = unsafe action.__sigaction_handler.sa_handler
        #elseif canImport(Musl)
            let handler = unsafe action.__sa_handler.sa_handler
        #else
            let handler = unsafe action.__sigaction_u.__sa_handler
        #endif
        // SIG_IGN is the address 1 on every system here; functions cannot be compared.
        return unsafe unsafeBitCast(handler, to: Int.self) == 1
    }

    /// Whether a person can be asked: questions go to standard error, answers come from standard input.
    package static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Whether standard output is a terminal.
    package static var showsOutputToPerson: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether standard error is a terminal.
    package static var showsErrorsToPerson: Bool { isatty(STDERR_FILENO) == 1 }

    /// Everything on standard input.
    ///
    /// - Parameter limit: the most that is read, in bytes.
    /// - Returns: nil when there is more than that, or nothing can be read.
    package static func readStandardInput(limit: Int) -> [UInt8]? {
        // Nil says it all: there is nothing to go on with.
        guard let bytes = try? FileDescriptor.standardInput.readAll(limit: limit + 1), bytes.count <= limit else { return nil }
        return bytes
    }

    /// Whether nobody can read this process's output any more, so that programs that print without an end can stop.
    package static var hasLostReader: Bool {
        // Only what goes wrong is asked for, and that is told without being asked for (poll(2)).
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return unsafe poll(&output, 1, 0) > 0
    }

    package static func flushStandardOutput() {
        // A start-up line must be seen when the output is a pipe; nil flushes every stream (fflush(3)).
        fflush(nil)
    }

    /// Writes text, and gives up without a word where nobody can read it: there is no other place to complain.
    package static func writeToStandardError(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }

    // MARK: What it may do

    /// Allows as many open files as the system lets this process have: a client connection needs two, and macOS starts with 256.
    package static func raiseFileLimit() {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        // macOS refuses more than OPEN_MAX = 10240 (setrlimit(2)).
        let wanted = min(limit.rlim_max, 10_240)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        // Where it is refused the limit stays, and connections beyond it are turned away.
        _ = unsafe setrlimit(resource, &limit)
    }
}

extension CurrentProcess {
    // MARK: What it becomes

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
        let names = (try? LocalFileSystem().names(inFolder: "/dev/fd")) ?? []
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

/// A machine's name as part of the name of a file: state folders are in homes, and homes are shared between machines.
package struct HostFileName {
    package let text: String

    /// - Parameter host: the name, which may hold anything.
    package init(_ host: String) {
        let name = String(host.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) ? $0 : "_" })
        text = name.isEmpty ? "localhost" : name
    }
}
