import LosslessJSON

/// Writes the list of models (quirk 2).
struct ModelListShape {
    let quirks: Quirks
    /// Seconds since 1970: Argo gives every model the time of the request.
    let now: Int

    var document: JSONValue {
        ["object": "list", "data": .array(ServedModel.all.map(entry))]
    }

    private func entry(_ model: ServedModel) -> JSONValue {
        if quirks.listsModelsInOlderShape {
            return ["id": .string(model.internalID), "model_name": .string(model.displayID)]
        }
        let owner = JSONValue.string(model.owner.rawValue)
        guard quirks.listsDisplayIDs else {
            return ["id": .string(model.internalID), "object": "model", "created": .integer(now), "owned_by": owner]
        }
        return [
            "id": .string(model.displayID), "object": "model", "created": .integer(now), "owned_by": owner,
            "internal_id": .string(model.internalID),
        ]
    }
}
