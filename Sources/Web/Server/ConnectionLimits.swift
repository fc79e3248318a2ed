import Foundation
import HTTPTypes
package import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// What one connection, and all of them together, may take: a server that is flooded or teased answers the others.
package enum ConnectionLimits {
    /// As many as this process may have files open, less what the stores need, and 2,000 at most.
    package static var connections: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return max(64, min(2000, Int(clamping: limit.rlim_cur) - 128))
    }

    package static var http: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestDeadline()],
            idleTimeout: .seconds(60),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 * 1024,
                maxHeaderListSize: 32 * 1024,
                maxHeaderFieldCount: 100
            )
        )
    }
}

/// Closes a connection whose request does not arrive: an idle limit alone is kept away with a byte a minute.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    /// For the line and the headers, from when the connection is there or the last answer went out.
    private static let head = TimeAmount.seconds(30)
    /// For what is sent with them: 27 MB at less than a megabit a second.
    private static let body = TimeAmount.minutes(10)

    private var deadline: Scheduled<Void>?

    func channelActive(context: ChannelHandlerContext) {
        wait(Self.head, context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: wait(Self.body, context)
        case .body: break
        case .end: deadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { wait(Self.head, context) }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    private func wait(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
