import Testing

@testable import CLI
@testable import Daemon

struct RedactionTests {
    private let redact = Redaction(
        Redaction.Known(
            secrets: ["s3cr3t-token"], people: ["alice", "al"], machines: ["mylaptop"], servers: ["last", "logins.cels.anl.gov"],
            files: ["/home/alice/my keys/id"], home: "/home/alice", openPaths: ["~/.local/state/argo-shim"]))

    @Test(arguments: [
        ("a token s3cr3t-token, also in x=s3cr3t-token.", "a token (secret), also in x=(secret)."),
        ("Alice's, malice, and al but not also", "(user)'s, m(user), and (user) but not also"),
        ("logins-mylaptop", "logins-(host)"),
        ("the last one is not lasting", "the (host) one is not lasting"),
        ("logins.cels.anl.gov and apps.inside.anl.gov", "logins.cels.anl.gov and apps.inside.anl.gov"),
        ("evil.cels.anl.gov.example.org", "(host)"),
        ("node7.secret.example:22 refused.", "(host):22 refused."),
        ("/home/alice/my keys/id", "(file)"),
        ("~/.local/state/argo-shim/token:3", "~/.local/state/argo-shim/token:3"),
        ("~/.local/state/argo-shimmer, /etc/passwd", "(path), (path)"),
        ("/v1/messages and /v1/../x", "/v1/messages and /v1/../x"),
        ("bob@10.1.2.3:22", "(user)@(address):22"),
        ("127.0.0.1:4000, [::1]:80, [2001:db8::7]:22", "127.0.0.1:4000, [::1]:80, [(address)]:22"),
        ("https://user:pw@proxy.corp.example/secret?q", "https://(user)@(host)/…"),
        ("https://apps.inside.anl.gov/argoapi", "https://apps.inside.anl.gov/argoapi"),
        ("aes256-gcm@openssh.com,diffie-hellman-group-exchange-sha256", "aes256-gcm@openssh.com,diffie-hellman-group-exchange-sha256"),
        ("SHA256:Jx8s0aZ1Jx8s0aZ1Jx8s0aZ1Jx8s0aZ1Jx8", "(long)"),
        (
            "2026-11-21T03:54:38Z claude-sonnet-4-5-20250929 1.10.0 settings.json",
            "2026-11-21T03:54:38Z claude-sonnet-4-5-20250929 1.10.0 settings.json"
        ),
        (#"{"a":"x\n/etc/passwd"}"#, #"{"a":"x\n(path)"}"#),
    ])
    func `what is private goes, and the rest stays`(text: String, expected: String) {
        #expect(redact(text) == expected)
    }

    @Test func `a name is found as a JSON string spells it`() {
        let redact = Redaction(Redaction.Known(secrets: [#"a"b\c-secret"#]))
        #expect(redact(#"{"x":"a\"b\\c-secret"}"#) == #"{"x":"(secret)"}"#)
    }

    @Test func `the fields of a log that clients fill are left out`() {
        let models: Set = ["gpt-4o", "Claude Opus 4.8"]
        let line = { (text: String) in LogExcerpt(text, models: models).lines.joined(separator: "|") }
        #expect(
            line(#"2026-11-21T03:54:38Z info request bytes=425 model=gpt-4o notes="x: \"y\" z" route="POST /v1/messages" status=200"#)
                == #"2026-11-21T03:54:38Z info request bytes=425 model=gpt-4o notes=… route="POST /v1/messages" status=200"#)
        #expect(
            line(#"t info request model="my model" status=x route="GET /v1/alice/models""#)
                == "t info request model=… status=… route=\"GET /v1/…/models\"")
        #expect(
            line(#"{"time":"t","level":"info","message":"request","model":"Claude Opus 4.8","notes":"z","status":"200"}"#)
                == "t info request model=Claude Opus 4.8 notes=… status=200")
        #expect(
            line(#"t warning tunnel down reason="Cannot reach x" other="never ends"#)
                == #"t warning tunnel down reason="Cannot reach x" other=…"#)
    }

    @Test func `of a command line the names of the options stay`() {
        let line = CommandLineExcerpt([
            "--direct", "--user", "alice", "--jump=bob@a:1,b", "--ca-file", "/x/y", "-v", "--no-fix", "--", "-Xz9",
        ])
        #expect(line.options == ["--direct", "--user", "…", "--jump", "--ca-file", "…", "-v", "--no-fix", "--", "…"])
        #expect(line.people == ["alice"] && line.servers == ["bob", "a", "b"] && line.files == ["/x/y"])
    }

    @Test func `of ssh -G algorithms and switches stay`() {
        let excerpt = SSHExcerpt(
            "user alice\nhostname node7\nport 22\nciphers a,b\nidentityfile ~/.ssh/x\nidentityfile ~/.ssh/y\nproxyjump none\n")
        #expect(excerpt.lines.contains("ciphers a,b") && excerpt.lines.contains("identityfile: set 2 times"))
        #expect(excerpt.lines.contains("proxyjump: nothing"))
        #expect(!excerpt.lines.contains { $0.contains("alice") || $0.contains("node7") || $0.contains("/x") })
        let names = SSHExcerpt.names(in: "Host mine *.x\n  User = bob\n\tIdentityFile \"~/k\"\nProxyJump c@d:2,e\n")
        #expect(names.people == ["bob"] && names.servers == ["mine", "c", "d", "e"] && names.files == ["~/k"])
    }
}

struct ServerNamesTests {
    @Test(arguments: [
        ("tunnel through jump, last", ["jump", "last"]), ("relay login7:4000", ["login7"]), ("through host:1", ["host"]),
        ("ssh last", ["last"]), ("", []),
    ])
    func `a way names its servers`(way: String, servers: [String]) {
        #expect(ServerNames.inWay(way) == servers)
    }

    @Test func `a log names where its shims have gone`() {
        let log = """
            2026-11-21T22:16:14Z notice Connecting to jump …
            Connecting to the relay at login7:4000 …
            ✅ Shim running on 1 -> https://apps.inside.anl.gov/argoapi (tunnel through ana@jump:22, last)
            2026-11-21T22:16:14Z info request route="POST /v1/messages"
            """
        #expect(ServerNames.inLog(log) == ["jump", "login7", "ana", "jump", "last"])
    }

    @Test func `a configuration that is no YAML gives its names all the same`() {
        let text = """
            user: ana  # not bea
            jump: [one, "two"]
            host:
              - three
            port: 4000
            oops: [
            ca-file: 'my.pem'
            """
        let excerpt = CommandLineExcerpt(CommandLineExcerpt.arguments(in: text))
        #expect(excerpt.people == ["ana"] && excerpt.servers == ["one", "two", "three"] && excerpt.files == ["my.pem"])
    }
}
