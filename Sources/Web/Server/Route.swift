import HTTPTypes
package import Hummingbird
package import Safeguarding

/// One thing the site answers. All of them are in ``Routes/all``: what is not listed does not exist.
package struct Route: Sendable {
    /// Who gets as far as the handler. Relations (is it one's own, one's group's?) are asked of the Gate inside it.
    package enum Access: Hashable, Sendable {
        /// Sign-in, links and public pages.
        case anyone
        /// Whoever is signed in; the handler asks the Gate, which knows the relation.
        case signedIn(Action)
        /// Only roles that the table lets do this whatever the relation.
        case role(Action)
    }

    package let method: HTTPRequest.Method
    package let path: String
    package let access: Access
    /// The most bytes that a form may have.
    package let limit: Int
    let handle: @Sendable (Visit) async throws -> Response

    package static func get(
        _ path: String,
        _ access: Access,
        _ handle: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(method: .get, path: path, access: access, limit: 0, handle: handle)
    }

    package static func post(
        _ path: String,
        _ access: Access,
        limit: Int = 1_000_000,
        _ handle: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(method: .post, path: path, access: access, limit: limit, handle: handle)
    }
}

package enum Routes {
    /// The site's table of contents, system by system.
    package static let all: [Route] =
        AccountRoutes.all + BeginRoutes.all + CheckpointRoutes.all + NotesImportRoutes.all + MemberRoutes.all
        + GroupRoutes.all + CirculationPages.routes + MeetingRoutes.all + CalendarFeedPages.routes + MailPages.routes
        + MatterRoutes.all + ErasureRoutes.all
}
