import LosslessJSON

/// Why a request is not served, before it has the shape of a dialect.
enum Refusal: Error, Equatable {
    /// FastAPI's own refusal: `{"detail": …}`.
    case detail(Int, JSONValue)
    /// A bare text, such as "Internal Server Error".
    case bare(Int, String, type: String = "text/plain; charset=utf-8")
    /// What Argo's own program refuses.
    case gateway(Int, type: String, String)
    /// What the model's vendor refuses.
    case vendor(VendorError)

    static let internalServerError = Refusal.bare(500, "Internal Server Error")
    static let notFound = Refusal.detail(404, ["detail": "Not Found"])

    /// What nginx answers when FastAPI is not there.
    static let badGateway = Refusal.bare(
        502,
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
            + "<hr><center>nginx/1.26.3</center>\r\n</body>\r\n</html>\r\n",
        type: "text/html"
    )

    /// FastAPI's refusal of one field (https://fastapi.tiangolo.com/tutorial/handling-errors).
    static func invalidField(_ path: [String], kind: String, _ message: String) -> Refusal {
        let detail: JSONValue = ["type": .string(kind), "loc": .array((["body"] + path).map { .string($0) }), "msg": .string(message)]
        return .detail(422, ["detail": [detail]])
    }
}
