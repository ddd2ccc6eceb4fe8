import Testing

@testable import CLI
@testable import Daemon

struct ShellTests {
    @Test(arguments: [
        ("/bin/bash", Shell.bash), ("/usr/local/bin/fish", .fish), ("zsh", .zsh), ("/bin/sh", .sh), ("/bin/tcsh", .tcsh),
    ])
    func `a shell is known by its path`(path: String, shell: Shell) {
        #expect(Shell(path: path) == shell)
    }

    @Test(arguments: [nil, "", "/", "/bin/", "/bin/nu", "/bin/bash-5.2", "BASH"])
    func `another program is none`(path: String?) {
        #expect(Shell(path: path) == nil)
    }

    @Test(arguments: [
        (Shell.bash, #"export A='it'\''s $HOME `x` \n'"#), (.dash, #"export A='it'\''s $HOME `x` \n'"#),
        (.fish, #"set -gx A 'it\'s $HOME `x` \\n'"#), (.tcsh, #"setenv A 'it'\''s $HOME `x` \n';"#),
    ])
    func `a value is one word, whatever it holds`(shell: Shell, line: String) {
        #expect(shell.export("A", #"it's $HOME `x` \n"#) == line)
    }

    @Test func `the csh family is kept from its history and from ends of lines`() {
        #expect(Shell.csh.export("A", "hi!\nyou") == "setenv A 'hi\\!\\\nyou';")
        #expect(Shell.bash.export("A", "hi!\nyou") == "export A='hi!\nyou'")
    }

    @Test(arguments: [(Shell.zsh, "A='b'"), (.fish, "set -g A 'b'"), (.csh, "set A = 'b';")])
    func `a variable may stay in the shell`(shell: Shell, line: String) {
        #expect(shell.assign("A", "b") == line)
    }
}
