package import Foundation
package import Ledger

/// A list of people that is being looked through before they become members.
///
/// Kept whole between pages: the bytes as they came, what was understood of them, and every answer given so far.
package struct MemberImport: Codable, Sendable {
    package struct Person: Codable, Sendable {
        /// Made with the list, so that the same list sent twice makes the same members.
        package let member: ID<Member>
        /// Where it stands in the source, from 1.
        package let line: Int
        package var name: String
        package var email: String
        /// As written: matched by ``MemberImportPlan``.
        package var organisation: String
        package var post: String
        /// A role's code; empty for what is chosen for all.
        package var role = ""
        package var isTaken = true
        /// Members whose names resemble this one, where somebody has to say whether it is one of them.
        package var candidates: [String]?

        package init(
            line: Int,
            name: String,
            email: String = "",
            organisation: String = "",
            post: String = "",
            candidates: [String] = []
        ) {
            member = ID()
            self.line = line
            self.name = name
            self.email = email
            self.organisation = organisation
            self.post = post
            self.candidates = candidates.isEmpty ? nil : candidates
            // Nobody is made a member twice by guess.
            isTaken = candidates.isEmpty
        }
    }

    /// What becomes of an organisation whose name nobody here has.
    package enum Choice: Codable, Hashable, Sendable {
        case existing(ID<Organisation>)
        case new(ID<Organisation>, Organisation.Kind)
        case leftOut
    }

    /// How many people one list may hold.
    package static let most = 1000

    /// "members.csv", or what stands for pasted text.
    package let source: String
    package let bytes: Data
    /// What the reader was unsure of, line by line.
    package let remarks: [String]
    package var people: [Person]
    /// By ``Organisation/key(of:)``; the empty key is for people without one.
    package var choices: [String: Choice] = [:]
    package var roleForAll = ImportRoles.byOrganisation

    package init(source: String, bytes: [UInt8] = [], remarks: [String] = [], people: [Person]) {
        self.source = source
        self.bytes = Data(bytes)
        self.remarks = remarks
        self.people = people
    }

    /// - Parameter answer: An organisation's id, a kind for a new one, `out`, or nothing.
    package mutating func choose(_ answer: String, for key: String) {
        if answer == "out" {
            choices[key] = .leftOut
        } else if let existing = ID<Organisation>(answer) {
            choices[key] = .existing(existing)
        } else if let kind = Organisation.Kind(rawValue: answer) {
            // A kind that is changed keeps the id.
            if case .new(let id, _) = choices[key] {
                choices[key] = .new(id, kind)
            } else {
                choices[key] = .new(ID(), kind)
            }
        } else {
            choices[key] = nil
        }
    }
}

/// Which role a list of people gets.
package enum ImportRoles {
    package static let byOrganisation = "by-organisation"
    package static let none = "none"

    /// - Parameter choice: What was chosen for the person, or for all.
    package static func roles(_ choice: String, in kind: Organisation.Kind) -> Set<Role> {
        switch choice {
        case byOrganisation: Set(usual(in: kind).map { [$0] } ?? [])
        case none: []
        default: Set(Role(rawValue: choice).map { [$0] } ?? [])
        }
    }

    private static func usual(in kind: Organisation.Kind) -> Role? {
        switch kind {
        case .authority: .boroughLead
        case .school: .schoolLead
        case .police, .health, .department, .charity: .liaison
        case .board, .other: nil
        }
    }
}
