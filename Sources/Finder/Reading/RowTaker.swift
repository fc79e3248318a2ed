/// The texts of one row, by column; empty where there is none.
struct RowTexts {
    var id = ""
    var givenName = ""
    var familyName = ""
    var otherNames = ""
    var dateOfBirth = ""
    var sex = ""
    var address = ""
    var locality = ""
    var postcode = ""
    var upn = ""
    var nhsNumber = ""
    var school = ""

    /// Adds to a column, after a blank where it holds something already.
    mutating func add(_ text: String, to column: RollColumn) {
        switch column {
        case .id: Self.join(text, to: &id)
        case .givenName: Self.join(text, to: &givenName)
        case .familyName: Self.join(text, to: &familyName)
        case .otherNames: Self.join(text, to: &otherNames)
        case .dateOfBirth: Self.join(text, to: &dateOfBirth)
        case .sex: Self.join(text, to: &sex)
        case .address: Self.join(text, to: &address)
        case .locality: Self.join(text, to: &locality)
        case .postcode: Self.join(text, to: &postcode)
        case .upn: Self.join(text, to: &upn)
        case .nhsNumber: Self.join(text, to: &nhsNumber)
        case .school: Self.join(text, to: &school)
        }
    }

    private static func join(_ text: String, to whole: inout String) {
        if whole.isEmpty { whole = text } else if !text.isEmpty { whole += " " + text }
    }
}

/// Makes people of the texts of rows, and keeps account of what is wrong with them.
struct RowTaker {
    var unit = RowProblem.Unit.row
    private(set) var roll = Roll()
    private(set) var rows = 0
    private(set) var problems: [RowProblem] = []
    private(set) var problemCount = 0
    private(set) var rowsLeftOut = 0
    /// Takes each person with the number and label of their row, instead of the roll.
    let onPerson: ((Int, String, Person) -> Void)?
    /// Is told of every problem as it is met.
    var onProblem: ((RowProblem) -> Void)?

    init(onPerson: ((Int, String, Person) -> Void)?) { self.onPerson = onPerson }

    /// Begins the next row.
    mutating func next() { rows += 1 }

    /// Takes the person of this row.
    ///
    /// - throws: `RollError.tooLarge` where the roll is full.
    mutating func take(_ texts: RowTexts, _ maker: inout RollMaker) throws(RollError) {
        let person = person(texts)
        if let onPerson {
            onPerson(rows, texts.id.isEmpty ? String(rows) : texts.id, person)
        } else {
            guard maker.add(person, to: &roll, row: rows, label: texts.id) else { throw .tooLarge }
        }
    }

    /// Takes the person of this row by its texts.
    mutating func take(_ row: CSVRow, _ columns: RollColumns, _ maker: inout RollMaker) throws(RollError) {
        var texts = RowTexts()
        var isUTF8 = true
        for (place, column) in columns.places {
            if let text = row.text(place) {
                texts.add(text, to: column)
            } else {
                isUTF8 = false
                texts.add(row.windowsText(place), to: column)
            }
        }
        if !isUTF8 { report("not UTF-8, read as Windows-1252", .valueDoubted) }
        try take(texts, &maker)
    }

    /// Adds the person of this row, whose fields have been read.
    mutating func add(_ entry: Entry, _ words: [Int32], labelAt label: Range<Int>, of text: [UInt8]) {
        roll.append(entry, words: words, label: text.span.extracting(label))
    }

    /// Leaves this row out.
    mutating func leaveOut(_ message: String) {
        rowsLeftOut += 1
        report(message, .rowLeftOut)
    }

    mutating func report(_ message: String, _ outcome: RowProblem.Outcome) {
        problemCount += 1
        let problem = RowProblem(row: rows, message: message, outcome: outcome, unit: unit)
        if problems.count < RollReader.mostProblems { problems.append(problem) }
        onProblem?(problem)
    }

    /// The person that these texts make; those of no meaning are reported.
    mutating func person(_ texts: RowTexts) -> Person {
        var person = Person()
        person.givenName = texts.givenName
        person.familyName = texts.familyName
        person.otherNames = texts.otherNames
        person.address = texts.address
        person.locality = texts.locality
        person.school = texts.school
        person.sex = texts.sex.isEmpty ? nil : Sex(texts.sex)
        person.dateOfBirth = dateOfBirth(texts.dateOfBirth)
        person.postcode = postcode(texts.postcode)
        person.writtenUPN = upn(texts.upn)
        person.writtenNHSNumber = nhsNumber(texts.nhsNumber)
        return person
    }

    mutating func dateOfBirth(_ text: String) -> CalendarDate? {
        if text.isEmpty { return nil }
        let date = CalendarDate(text)
        if date == nil { report("the date of birth is in no calendar", .valueLeftOut) }
        return date
    }

    mutating func postcode(_ text: String) -> Postcode? {
        if text.isEmpty { return nil }
        let postcode = Postcode(text)
        if postcode == nil { report("the postcode is none", .valueLeftOut) }
        return postcode
    }

    mutating func upn(_ text: String) -> WrittenNumber<UniquePupilNumber>? { number(text, "UPN", "letter") }

    mutating func nhsNumber(_ text: String) -> WrittenNumber<NHSNumber>? { number(text, "NHS number", "digit") }

    private mutating func number<Number>(_ text: String, _ name: String, _ check: String) -> WrittenNumber<Number>? {
        if text.isEmpty { return nil }
        switch WrittenNumber<Number>(text) {
        case nil:
            report("the \(name) is none", .valueLeftOut)
            return nil
        case .malformed(let compact):
            report("the \(name)'s form or check \(check) is wrong", .valueDoubted)
            return .malformed(compact)
        case .valid(let number): return .valid(number)
        }
    }
}
