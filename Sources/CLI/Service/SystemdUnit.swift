/// The text of a unit for `systemd --user`.
struct SystemdUnit {
    /// How files of ours are known again.
    static let mark = "# Written by argo-shim service install; argo-shim service uninstall removes it."

    let definition: ServiceDefinition
    /// `$XDG_RUNTIME_DIR`, which a unit calls `%t`: it has another name for each user, and stays from login to login.
    let runtimeFolder: String?

    var text: String {
        """
        \(Self.mark)
        [Unit]
        Description=argo-shim: Argo's models for the programs of this user
        # Five starts in five minutes: what fails that often needs a person.
        StartLimitIntervalSec=300
        StartLimitBurst=5

        [Service]
        Type=exec
        ExecStart=\(([word(definition.program)] + definition.arguments.map(argument)).joined(separator: " "))
        ExecReload=/bin/kill -HUP $MAINPID
        \(environment)Restart=on-failure
        RestartSec=5
        # A command line that is wrong (2) or a login that a person must do (4) does not get better by itself.
        RestartPreventExitStatus=2 4
        # Streams have 10 s to finish.
        TimeoutStopSec=20
        UMask=0077
        NoNewPrivileges=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        SystemCallArchitectures=native

        [Install]
        WantedBy=default.target

        """
    }

    private var environment: String {
        definition.environment.sorted { $0.key < $1.key }.compactMap { name, value in
            guard name == "SSH_AUTH_SOCK" else { return line(name, specifiersDoubled(value)) }
            // One in /tmp ends with the login that has made it.
            guard let folder = runtimeFolder, value.hasPrefix(folder + "/") else { return nil }
            return line(name, "%t" + specifiersDoubled(String(value.dropFirst(folder.count))))
        }.joined()
    }

    private func line(_ name: String, _ value: String) -> String {
        "Environment=\(quoted("\(name)=\(value)"))\n"
    }

    /// A dollar begins a variable in arguments (systemd.service(5), "Command lines"), but not in the program's path.
    private func argument(_ text: String) -> String {
        word(text.replacing("$", with: "$$"))
    }

    private func word(_ text: String) -> String {
        quoted(specifiersDoubled(text))
    }

    /// systemd.unit(5), "Specifiers".
    private func specifiersDoubled(_ text: String) -> String {
        text.replacing("%", with: "%%")
    }

    /// systemd.syntax(7), "Quoting".
    private func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'\;"#.utf8.contains($0) }
        guard !isPlain else { return text }
        let inside = text.replacing(#"\"#, with: #"\\"#).replacing(#"""#, with: #"\""#).replacing("\n", with: #"\n"#)
        return "\"\(inside)\""
    }
}
