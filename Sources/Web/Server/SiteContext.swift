package import Hummingbird
import NIOCore

/// What travels with a request: Hummingbird's own, and where it came from.
package struct SiteContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The address of the caller. Used for limits, never stored.
    let place: String

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        place = source.channel.remoteAddress?.ipAddress ?? "here"
    }
}
