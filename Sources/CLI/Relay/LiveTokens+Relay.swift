import Relay

extension LiveTokens: RelayKeySource {}
