/// Members, bringing them in, and their organisations.
enum MemberRoutes {
    static let all: [Route] =
        MemberList.routes + MemberPages.routes + Invitations.routes + ImportPages.routes + OrganisationPages.routes
}
