/// A person found in a file or in pasted text, as written there.
package struct Contact: Equatable, Sendable {
    /// The line of the source it begins on, from 1.
    package let line: Int
    /// "Ann Bell", or empty where the source names nobody.
    package let name: String
    /// `nil` where the source has no address, or none that can be written to.
    package let email: EmailAddress?
    package let organisation: String
    package let role: String
    package let phone: String

    package init(
        line: Int,
        name: String,
        email: EmailAddress?,
        organisation: String = "",
        role: String = "",
        phone: String = ""
    ) {
        self.line = line
        self.name = name
        self.email = email
        self.organisation = organisation
        self.role = role
        self.phone = phone
    }
}

/// Something a person should look at before the contacts are used.
package struct ContactProblem: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case noAddress
        case badAddress(String)
        case duplicate(ofLine: Int)
        case noName
        /// A name written surname first was turned round.
        case turnedName(from: String, to: String)
        case severalAddresses
        /// A row that is longer than the headings.
        case tooManyCells
        /// A quotation mark, bracket or card that is opened and never closed.
        case unclosed(String)
        /// Something that was left aside, in words.
        case notRead(String)
    }

    package let line: Int
    package let kind: Kind

    package init(line: Int, kind: Kind) {
        self.line = line
        self.kind = kind
    }

    /// One plain sentence.
    package var sentence: String { "Line \(line): \(explanation)" }

    private var explanation: String {
        switch kind {
        case .noAddress: "there is no e-mail address."
        case .badAddress(let text): "“\(text)” is not an e-mail address."
        case .duplicate(let first): "the e-mail address is the same as on line \(first)."
        case .noName: "there is no name."
        case .turnedName(let from, let to): "“\(from)” was read as \(to)."
        case .severalAddresses: "there is more than one e-mail address; the first is taken."
        case .tooManyCells: "the row has more cells than there are headings, so some may be in the wrong column."
        case .unclosed(let what): "\(what) is opened and never closed; check what follows it."
        case .notRead(let what): "\(what)"
        }
    }
}

/// What was found in a file or in pasted text.
package struct ContactsReading: Equatable, Sendable {
    package enum Source: String, Sendable {
        case csv, vCard, addresses
    }

    package var source: Source
    /// Everyone found, in the order of the source, those with problems too.
    package var people: [Contact] = []
    /// In the order of the lines.
    package var problems: [ContactProblem] = []
    /// Headings of columns that nothing was taken from.
    package var unusedColumns: [String] = []
    /// Whether the bytes were read in the old Windows alphabet, so that accents should be looked at.
    package var isWindowsText = false

    /// Those who can be written to, each address once.
    package var reachable: [Contact] {
        var seen: Set<String> = []
        return people.filter { person in person.email.map { seen.insert($0.key).inserted } ?? false }
    }
}

/// Why a file cannot be read at all.
package enum ContactsUnreadable: Error, Equatable, Sendable, CustomStringConvertible {
    case notFound
    case empty
    case tooLarge
    case workbook
    case notText
    case noHeadings

    package var description: String {
        switch self {
        case .notFound: "The file cannot be opened."
        case .empty: "There is nothing in it."
        case .tooLarge: "It is larger than 20 MB, which no list of contacts should be."
        case .workbook: "It is a workbook. Save it as CSV and bring that in."
        case .notText: "It is not text, so no contacts can be read from it."
        case .noHeadings:
            "Its first line does not name the columns. Add a line such as “Name, E-mail, Organisation, Role” on top."
        }
    }
}
