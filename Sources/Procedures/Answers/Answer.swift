package import Almanac

/// What was answered to one field of a procedure's form.
package enum Answer: Hashable, Sendable {
    /// One line, or several.
    case text(String)
    /// Ids of what was chosen or ticked: a choice has one, `yes`, `no` and `unknown` are three.
    case chosen([String])
    /// What was said of each entry of a checklist, with what was seen.
    case marked([Mark])
    case day(Day)
    case time(ClockTime)
    case number(Int)
    case money(pence: Int)
    /// A child or an adult, as far as they are known.
    case person(Person)
    /// A member or an organisation as a form posts it (`member/ID`, `organisation/ID`), or the name of one not listed.
    case named(String)
    case entries([[String: Answer]])
    /// What several sources say, side by side. Nothing is overwritten.
    case rivals([Rival])
}

extension Answer {
    /// One entry of a checklist that something was said of.
    package struct Mark: Hashable, Codable, Sendable {
        package var option: String
        /// `yes`, `suspected` or `no`.
        package var answer: String
        /// What was seen, by whom and when.
        package var evidence: String?

        package init(_ option: String, _ answer: String, evidence: String? = nil) {
            (self.option, self.answer, self.evidence) = (option, answer, evidence)
        }
    }

    /// Somebody, who may have no name yet: "unknown boy, about 12".
    package struct Person: Hashable, Codable, Sendable {
        package enum Sex: String, CaseIterable, Hashable, Codable, Sendable {
            case female, male, unknown
        }

        package var given: String?
        package var family: String?
        /// Names they are or were known by besides.
        package var other: String?
        package var born: Day?
        package var sex: Sex?
        package var address: String?
        package var phone: String?
        /// What else tells them apart.
        package var about: String?

        package init(
            given: String? = nil,
            family: String? = nil,
            other: String? = nil,
            born: Day? = nil,
            sex: Sex? = nil,
            address: String? = nil,
            phone: String? = nil,
            about: String? = nil
        ) {
            (self.given, self.family, self.other, self.born) = (given, family, other, born)
            (self.sex, self.address, self.phone, self.about) = (sex, address, phone, about)
        }

        /// What is asked about somebody, as the parts are called on a form.
        package static let parts = ["given", "family", "born", "about", "other", "sex", "address", "phone"]

        /// As they are called in a line; nil where nobody knows.
        package var name: String? {
            let names = [given, family].compactMap(\.self)
            return names.isEmpty ? other : names.joined(separator: " ")
        }
    }

    /// What one source says.
    package struct Rival: Hashable, Codable, Sendable {
        package enum Weight: String, CaseIterable, Hashable, Codable, Sendable {
            case certain, likely, doubted
        }

        package var value: Answer
        /// Who says so.
        package var source: String
        /// When they said it, or the date of the paper.
        package var on: Day?
        package var weight: Weight?

        package init(_ value: Answer, source: String, on: Day? = nil, weight: Weight? = nil) {
            (self.value, self.source, self.on, self.weight) = (value, source, on, weight)
        }
    }
}

// MARK: Stored

extension Answer: Codable {
    /// Stored for as long as a matter is kept, so never renamed.
    private enum Kind: String, Codable {
        case text, chosen, marked, day, time, number, money, person, named, entries, rivals
    }

    private enum CodingKeys: String, CodingKey { case kind, value }

    package init(from decoder: any Decoder) throws {
        let stored = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try stored.decode(type, forKey: .value)
        }
        self =
            switch try stored.decode(Kind.self, forKey: .kind) {
            case .text: .text(try value())
            case .chosen: .chosen(try value())
            case .marked: .marked(try value())
            case .day: .day(try value())
            case .time: .time(try value())
            case .number: .number(try value())
            case .money: .money(pence: try value())
            case .person: .person(try value())
            case .named: .named(try value())
            case .entries: .entries(try value())
            case .rivals: .rivals(try value())
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var stored = encoder.container(keyedBy: CodingKeys.self)
        func store(_ kind: Kind, _ value: some Encodable) throws {
            try stored.encode(kind, forKey: .kind)
            try stored.encode(value, forKey: .value)
        }
        switch self {
        case .text(let text): try store(.text, text)
        case .chosen(let options): try store(.chosen, options)
        case .marked(let marks): try store(.marked, marks)
        case .day(let day): try store(.day, day)
        case .time(let time): try store(.time, time)
        case .number(let number): try store(.number, number)
        case .money(let pence): try store(.money, pence)
        case .person(let person): try store(.person, person)
        case .named(let name): try store(.named, name)
        case .entries(let entries): try store(.entries, entries)
        case .rivals(let rivals): try store(.rivals, rivals)
        }
    }
}
