import Crypto
import SystemSupport

extension HostKey {
    /// `SHA256:` and base64 without padding, as `ssh` and `ssh-keygen -l` print it.
    var fingerprint: String {
        let text = Base64.encode(SHA256.hash(data: blob))
        return "SHA256:" + text.prefix { $0 != "=" }
    }
}
