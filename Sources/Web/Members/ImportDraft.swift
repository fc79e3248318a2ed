import Channels
import Foundation
import Ledger
import Safeguarding

/// A list of people that is being looked through before they become members.
///
/// Kept whole between pages: the bytes as they came, what was understood of them, and every answer given so far.
struct ImportDraft: Codable, Sendable {
    struct Person: Codable, Sendable {
        /// Made with the draft, so that the same list sent twice makes the same members.
        let member: ID<Member>
        /// Where it stands in the source, from 1.
        let line: Int
        var name: String
        var email: String
        /// As written: matched by ``ImportReview``.
        var organisation: String
        var post: String
        /// A role's code; empty for what is chosen for all.
        var role = ""
        var isTaken = true
    }

    /// What becomes of an organisation whose name nobody here has.
    enum Choice: Codable, Hashable, Sendable {
        case existing(ID<Organisation>)
        case new(ID<Organisation>, Organisation.Kind)
        case leftOut
    }

    /// "members.csv", or what stands for pasted text.
    let source: String
    let bytes: Data
    /// What the reader was unsure of, line by line.
    let remarks: [String]
    var people: [Person]
    /// By ``Organisation/key(of:)``; the empty key is for people without one.
    var choices: [String: Choice] = [:]
    var roleForAll = ImportRoles.byOrganisation

    static let name: StaticString = "members-import"
    /// Two weeks, in seconds.
    static let kept: Int64 = 14 * 24 * 60 * 60

    /// - Throws: ``ContactsUnreadable`` where no people can be read from the bytes.
    init(_ bytes: [UInt8], fileName: String?) throws(ContactsUnreadable) {
        let reading = try ContactsReader.read(bytes, fileName: fileName)
        var remarks = reading.problems.map(\.sentence)
        if !reading.unusedColumns.isEmpty {
            remarks.append("Nothing was taken from the columns \(Words.list(reading.unusedColumns)).")
        }
        if reading.isWindowsText { remarks.append("The file is in an old alphabet: look at names with accents.") }
        self.init(source: fileName ?? "what you pasted", bytes: bytes, remarks: remarks, contacts: reading.people)
        // An address that cannot be used stands in its field as it was written, to be corrected there.
        for problem in reading.problems {
            guard case .badAddress(let written) = problem.kind else { continue }
            for index in people.indices where people[index].line == problem.line && people[index].email.isEmpty {
                people[index].email = written
            }
        }
    }

    /// People whom something else has found, such as notes of past meetings.
    init(source: String, bytes: [UInt8] = [], remarks: [String] = [], contacts: [Contact]) {
        self.source = source
        self.bytes = Data(bytes)
        self.remarks = remarks
        people = contacts.map { contact in
            Person(
                member: ID(),
                line: contact.line,
                name: contact.name,
                email: contact.email?.text ?? "",
                organisation: contact.organisation,
                post: contact.role
            )
        }
    }

    /// Takes in what one page of the review has sent.
    mutating func take(_ form: Form) {
        for index in people.indices where form.has("name-\(index)") {
            people[index].isTaken = form["take-\(index)"] == "yes"
            people[index].name = form["name-\(index)"]
            people[index].email = form["email-\(index)"]
            people[index].organisation = form["organisation-\(index)"]
            people[index].post = form["post-\(index)"]
            people[index].role = form["role-\(index)"]
        }
        if form.has("roleForAll") { roleForAll = form["roleForAll"] }
        for (key, answer) in zip(form.all("choice-key"), form.all("choice")) { choose(answer, for: key) }
    }

    private mutating func choose(_ answer: String, for key: String) {
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
enum ImportRoles {
    static let byOrganisation = "by-organisation"
    static let none = "none"

    /// - Parameter choice: What was chosen for the person, or for all.
    static func roles(_ choice: String, in kind: Organisation.Kind) -> Set<Role> {
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
