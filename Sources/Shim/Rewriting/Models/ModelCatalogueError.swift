/// Why a reply to Argo's model list could not be used.
package enum ModelCatalogueError: Error, Equatable, Sendable {
    /// The reply is not JSON, or not an object with a list called `data`.
    case notAModelList
    /// The list holds no entry with an id.
    case noModels
}
