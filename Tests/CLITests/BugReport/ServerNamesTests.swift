import Testing

@testable import CLI

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
