import ServiceLifecycle
import Shim

/// Writes the models that Argo has into the clients' settings, whenever Argo tells them.
struct ModelWatch: Service {
    let server: ShimServer
    let settings: SettingsSync

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await models in server.modelUpdates() { settings.write(port: server.port, models: models) }
        }
    }
}
