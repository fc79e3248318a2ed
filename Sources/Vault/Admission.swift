package import Almanac
package import Ledger

/// Why somebody opens something: `meeting.read`, `job.index` … Goes on the record, so it holds no personal data.
package struct Purpose: Hashable, Codable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let raw: String

    package init(_ raw: String) {
        self.raw = raw
    }

    package init(stringLiteral raw: String) {
        self.raw = raw
    }

    package init(from decoder: any Decoder) throws {
        raw = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(raw)
    }

    package var description: String { raw }
}

/// The Gate's answer that this member may open these things for this purpose.
///
/// Only `Safeguarding/Gate` makes one; CI looks for anyone else who calls `.ordinary(` or `.recorded(`. It is for one
/// session and lasts 30 minutes at most.
package struct Admission: Sendable {
    package enum Subjects: Hashable, Sendable {
        case these(Set<Subject>)
        /// For jobs: an index build, an export.
        case all(of: Subject.Kind)

        package func covers(_ subject: Subject) -> Bool {
            switch self {
            case .these(let subjects): subjects.contains(subject)
            case .all(let kind): subject.kind == kind
            }
        }

        var kinds: Set<Subject.Kind> {
            switch self {
            case .these(let subjects): Set(subjects.map(\.kind))
            case .all(let kind): [kind]
            }
        }
    }

    package enum Kind: Hashable, Sendable {
        /// Policy only: no child, texter or checked adult can be identified.
        case ordinary
        /// In the ledger first.
        case recorded(Receipt)
    }

    /// 30 minutes.
    package static let longest: Int64 = 30 * 60

    package let member: String
    package let session: String
    package let purpose: Purpose
    package let subjects: Subjects
    package let until: Instant
    package let kind: Kind

    /// - Parameters:
    ///   - now: When the Gate decided.
    ///   - until: Cut to 30 minutes after `now` where it is later, or not given.
    package static func ordinary(
        member: String,
        session: String,
        purpose: Purpose,
        subjects: Subjects,
        at now: Instant,
        until: Instant? = nil
    ) -> Admission {
        Admission(member, session, purpose, subjects, now, until, .ordinary)
    }

    /// - Parameters:
    ///   - receipt: Where the ledger holds who, what, when and why.
    ///   - now: When the Gate decided.
    ///   - until: Cut to 30 minutes after `now` where it is later, or not given.
    package static func recorded(
        member: String,
        session: String,
        purpose: Purpose,
        subjects: Subjects,
        receipt: Receipt,
        at now: Instant,
        until: Instant? = nil
    ) -> Admission {
        Admission(member, session, purpose, subjects, now, until, .recorded(receipt))
    }

    private init(
        _ member: String,
        _ session: String,
        _ purpose: Purpose,
        _ subjects: Subjects,
        _ now: Instant,
        _ until: Instant?,
        _ kind: Kind
    ) {
        let latest = now.adding(seconds: Admission.longest)
        self.member = member
        self.session = session
        self.purpose = purpose
        self.subjects = subjects
        self.until = min(until ?? latest, latest)
        self.kind = kind
    }

    /// The kind of subject that this admission names and may not open, if there is one.
    var forbiddenKind: Subject.Kind? {
        if case .recorded(let receipt) = kind, !receipt.positions.isEmpty { return nil }
        return subjects.kinds.filter(\.needsRecord).min { $0.rawValue < $1.rawValue }
    }
}
