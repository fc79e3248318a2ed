import Almanac
package import Ledger
package import Vault

/// Finding people and bringing them in: what is asked of members as a whole.
package enum Members {
    /// The HTML standard's rule for `input type=email`, with at least one dot in the domain.
    package static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= 254 else { return false }
        let local = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-")
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return parts[0].allSatisfy(local.contains) && labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { $0 == 45 || (48...57).contains($0) || (97...122).contains($0 | 32) }
            }
    }
}

extension Vault {
    /// The key by which someone with this address is found.
    package func emailKey(_ address: String) async throws(VaultError) -> String {
        let bytes = try await blindIndex(Text.tidy(address).lowercased(), purpose: "email")
        return Hash(bytes)?.description ?? ""
    }
}

extension Office {
    /// Details with the key of their address, as commands need them.
    package func details(
        name: String,
        email: String?,
        organisation: ID<Organisation>,
        post: String? = nil,
        roles: Set<Role> = []
    ) async throws(Refusal) -> MemberDetails {
        let address = try Text.optionalLine(email, field: "email", what: "the e-mail address", limit: 254)
        do {
            var key: String?
            if let address { key = try await vault.emailKey(address) }
            return MemberDetails(
                name: name,
                email: address,
                emailKey: key,
                organisation: organisation,
                post: post,
                roles: roles
            )
        } catch {
            throw .unavailable(error.message)
        }
    }

    /// The names of the members a page shows, under one admission. Each is opened when the page asks for it.
    ///
    /// - Parameter shown: Those it may show. Nil where it may show anyone, as in a list to choose from.
    package func names(
        for actor: Actor,
        _ action: Action = .seeNetwork,
        _ relations: Set<Relation> = [],
        of shown: Set<ID<Member>>? = nil
    ) async throws -> Directory {
        let membership = try await projector.readings.membership()
        let members = shown ?? Set(membership.members.map(\.id))
        let admission = try gate.admit(
            actor,
            to: action,
            relations,
            opening: .these(Set(members.map { Member.subject($0) }))
        )
        return Directory(membership, members, try await vault.opener(under: admission))
    }
}

extension Opener {
    /// Stands for a name that does not open.
    package static var erasedName: String { "Someone whose details were erased" }
}

/// Members by id with their names open, for one page.
package struct Directory: Sendable {
    package struct Entry: Hashable, Sendable {
        package let id: ID<Member>
        package let name: String
        package let email: String?
        package let organisation: ID<Organisation>
        package let organisationName: String
        package let post: String?
        package let roles: Set<Role>
        package let standing: MemberRow.Standing

        /// "Priya Raman, Merton"
        package var nameAndOrganisation: String { "\(name), \(organisationName)" }
    }

    private let membership: Membership
    private let members: Set<ID<Member>>
    private let opener: Opener

    init(_ membership: Membership, _ members: Set<ID<Member>>, _ opener: Opener) {
        (self.membership, self.members, self.opener) = (membership, members, opener)
    }

    package var count: Int { members.count }

    package subscript(_ id: ID<Member>) -> Entry? {
        guard members.contains(id), let row = membership.member(id) else { return nil }
        return Entry(
            id: row.id,
            name: name(row),
            email: row.email.flatMap(opener.text),
            organisation: row.organisation,
            organisationName: row.organisationName,
            post: row.post,
            roles: row.roles,
            standing: row.standing
        )
    }

    package func name(_ id: ID<Member>?) -> String {
        guard let id, members.contains(id), let row = membership.member(id) else { return "Someone" }
        return name(row)
    }

    /// "Priya Raman, Merton"
    package func nameAndOrganisation(_ id: ID<Member>) -> String {
        guard members.contains(id), let row = membership.member(id) else { return "Someone" }
        return "\(name(row)), \(row.organisationName)"
    }

    private func name(_ row: MemberRow) -> String {
        opener.text(row.name) ?? Opener.erasedName
    }

    /// By last name, then by the rest: as a list of members is read.
    package var sorted: [Entry] {
        members.compactMap { self[$0] }.map { ($0.sortKey, $0) }
            .sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }.map(\.1)
    }

    /// Those who have not left.
    package var present: [Entry] { sorted.filter { $0.standing != .left } }
}

extension Directory.Entry {
    fileprivate var sortKey: String {
        let words = name.split(separator: " ")
        return ((words.last.map { [$0] } ?? []) + words.dropLast()).joined(separator: " ").lowercased()
    }
}
