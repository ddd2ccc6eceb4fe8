/// The login of a program of Globus, kept in a file of globus-sdk's form.
package struct GlobusLogin: Sendable {
    /// Absolute path of the file.
    package var path: String
    /// Whose tokens they are: the id of a service.
    package var resourceServer: String
    /// The id of the program that logged in, which has no secret.
    package var client: String
    /// Where another token is to be had.
    package var tokenAddress: ServiceAddress
    /// Whose certificates count there.
    package var trust = UpstreamTLS.Trust.authorities(additional: [])
    /// A token with less time left than this is renewed, in seconds: an answer may take minutes, and clocks differ.
    package var margin = 600

    /// - Parameters:
    ///   - path: absolute path of the file.
    ///   - resourceServer: the id of the service whose tokens they are.
    ///   - client: the id of the program that logged in.
    ///   - tokenAddress: where another token is to be had.
    package init(path: String, resourceServer: String, client: String, tokenAddress: ServiceAddress) {
        self.path = path
        self.resourceServer = resourceServer
        self.client = client
        self.tokenAddress = tokenAddress
    }
}
