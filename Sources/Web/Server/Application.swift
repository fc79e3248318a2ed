import HTML
import HTTPTypes
package import Hummingbird
import NIOCore
import Safeguarding

extension Site {
    /// The router that the server and the tests run.
    package func router() -> Router<SiteContext> {
        let router = Router(context: SiteContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: FrontDoor(site: self))
        router.get("/assets/:version/**") { _, context in try self.asset(context) }
        router.get("/health") { _, _ in try await self.health() }
        let doorkeeper = Doorkeeper(site: self)
        for route in Routes.all {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try await doorkeeper.answer(request, context, route)
            }
        }
        return router
    }

    private func asset(_ context: SiteContext) throws -> Response {
        let name = context.parameters.getCatchAll().joined(separator: "/")
        guard let (asset, bytes) = assets.bytes(name) else { throw HTTPError(.notFound) }
        var headers = HTTPFields()
        headers[.contentType] = asset.contentType
        headers[.cacheControl] = "public, max-age=31536000, immutable"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// For load balancers: ready, or why not.
    private func health() async throws -> Response {
        switch await office.projector.state {
        case .upToDate: Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "ready\n")))
        case .behind:
            Response(status: .serviceUnavailable, body: ResponseBody(byteBuffer: ByteBuffer(string: "catching up\n")))
        case .stopped(let sentence):
            Response(status: .serviceUnavailable, body: ResponseBody(byteBuffer: ByteBuffer(string: sentence + "\n")))
        }
    }
}
