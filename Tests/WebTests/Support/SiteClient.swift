import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization

@testable import Web

/// Asks a site in this process. Hummingbird's own testing library would do it too, and bring an HTTP client, HTTP/2 and
/// TLS into every build.
struct SiteClient: Sendable {
    let responder: RouterResponder<SiteContext>
    let logger: Logger

    struct Response: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let body: ByteBuffer
    }

    func ask(_ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, body: [UInt8]?) async throws -> Response
    {
        var headers = headers
        if let body { headers[.contentLength] = "\(body.count)" }
        let head = HTTPRequest(
            method: method,
            scheme: "http",
            authority: "localhost",
            path: path,
            headerFields: headers
        )
        let request = Request(head: head, body: RequestBody(asyncSequence: Self.stream(body ?? [])))
        let context = SiteContext(source: .init(channel: EmbeddedChannel(), logger: logger))
        let response: Hummingbird.Response
        do {
            response = try await responder.respond(to: request, context: context)
        } catch {
            response = Hummingbird.Response(status: .internalServerError)
        }
        let sink = Sink()
        try await response.body.write(sink)
        return Response(status: response.status, headers: response.headers, body: sink.bytes)
    }

    /// In pieces, as they come over a network.
    private static func stream(_ bytes: [UInt8]) -> AsyncStream<ByteBuffer> {
        AsyncStream { pieces in
            for start in stride(from: 0, to: bytes.count, by: 32_768) {
                pieces.yield(ByteBuffer(bytes: bytes[start..<min(start + 32_768, bytes.count)]))
            }
            pieces.finish()
        }
    }

    private final class Sink: ResponseBodyWriter {
        private let collected = Mutex(ByteBuffer())

        var bytes: ByteBuffer { collected.withLock { $0 } }

        func write(_ buffer: ByteBuffer) async throws {
            _ = collected.withLock { $0.writeImmutableBuffer(buffer) }
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
