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
    /// Whether its page comes back with what was typed where more is sent than the limit: the handler then finds
    /// ``Form/isCut``, and no files.
    let keepsTyped: Bool
    /// Whether somebody who is not signed in may send more than a form without files. Asked before any of it is read.
    let mayUpload: @Sendable (Visit) async throws -> Bool
    let handle: @Sendable (Visit) async throws -> Response

    /// The most bytes of a form without files.
    static let withoutFiles = 1_000_000
    /// More than one file may have, so that a form whose file is too large comes back with what was typed.
    static let withFiles = 40_000_000

    package static func get(
        _ path: String,
        _ access: Access,
        _ handle: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(
            method: .get,
            path: path,
            access: access,
            limit: 0,
            keepsTyped: false,
            mayUpload: { _ in false },
            handle: handle
        )
    }

    package static func post(
        _ path: String,
        _ access: Access,
        limit: Int = withoutFiles,
        keepsTyped: Bool = false,
        mayUpload: @escaping @Sendable (Visit) async throws -> Bool = { _ in false },
        _ handle: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(
            method: .post,
            path: path,
            access: access,
            limit: limit,
            keepsTyped: keepsTyped && limit > withoutFiles,
            mayUpload: mayUpload,
            handle: handle
        )
    }
}

package enum Routes {
    /// The site's table of contents, system by system.
    package static let all: [Route] =
        AccountRoutes.all + BeginRoutes.all + CheckpointRoutes.all + NotesImportRoutes.all + MemberRoutes.all
        + RefusedPage.routes + GroupRoutes.all + CirculationPages.routes + MeetingRoutes.all + CalendarFeedPages.routes
        + MailPages.routes + MatterRoutes.all + ProcedureRoutes.all + AdoptionRoutes.all + OutcomeRoutes.all
        + TrayRoutes.all + NoticesPage.routes + ErasureRoutes.all + StandInRoutes.all
}
