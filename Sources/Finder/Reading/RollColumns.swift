/// What a column of a roll holds.
public enum RollColumn: String, CaseIterable, Sendable {
    /// What the row is called in answers.
    case id
    case givenName = "given_name"
    case familyName = "family_name"
    /// Middle names, aliases, former surnames.
    case otherNames = "other_names"
    /// As `CalendarDate` reads it.
    case dateOfBirth = "date_of_birth"
    case sex
    /// House and street.
    case address
    /// Town or village.
    case locality
    case postcode
    /// The unique pupil number.
    case upn
    case nhsNumber = "nhs_number"
    case school

    /// Its place among all columns, from 0.
    var place: Int {
        switch self {
        case .id: 0
        case .givenName: 1
        case .familyName: 2
        case .otherNames: 3
        case .dateOfBirth: 4
        case .sex: 5
        case .address: 6
        case .locality: 7
        case .postcode: 8
        case .upn: 9
        case .nhsNumber: 10
        case .school: 11
        }
    }

    /// Headers that mean this column, in small letters and digits alone.
    var synonyms: [String] { spellings.split(separator: " ").map(String.init) }

    private var spellings: String {
        switch self {
        case .id: "id recid recordid rowid uniqueid pupilid childid personid reference ref key admissionnumber"
        case .givenName:
            """
            givenname givennames given firstname firstnames first forename forenames legalforename legalfirstname \
            christianname
            """
        case .familyName: "familyname family surname surnames lastname last legalsurname legallastname"
        case .otherNames:
            """
            othernames othername middlename middlenames middle knownas alias aliases aka preferredname \
            preferredforename preferredfirstname preferredsurname preferredlastname chosenname formersurname \
            formerforename formername formernames previoussurname maidenname
            """
        case .dateOfBirth: "dateofbirth dob birthdate born birthday"
        case .sex: "sex gender legalsex"
        case .address:
            """
            address addressline addressline1 addressline2 address1 address2 addressline3 address3 house housenumber \
            housename houseno number streetnumber streetno flat building paon saon street streetname road
            """
        case .locality: "locality town suburb city village posttown"
        case .postcode: "postcode postalcode zip zipcode pcode"
        case .upn: "upn uniquepupilnumber"
        case .nhsNumber: "nhsnumber nhsno nhs"
        case .school: "school schoolname setting establishment estab nursery provider currentschool"
        }
    }

    /// Whether several columns may hold parts of it, which are then taken together.
    var mayRepeat: Bool { self == .otherNames || self == .address || self == .locality || self == .givenName }
}

extension RollColumn {
    /// A header as it is compared: small letters and digits alone.
    static func plain(_ header: String) -> String {
        String(decoding: Folding.words(header).joined(), as: UTF8.self)
    }
}

/// What headers mean beyond their spelling, for all files that are read together: each need be in one of them only.
public struct ColumnMapping: Sendable {
    /// What each header means.
    public let columns: [String: RollColumn]
    /// The headers that no file had so far.
    private var unseen: Set<String>

    /// A mapping of these headers; none where columns are named by their common words.
    public init(_ columns: [String: RollColumn] = [:]) {
        self.columns = columns
        unseen = Set(columns.keys)
    }

    /// Marks the headers that the file of `reader` has.
    public mutating func see(_ reader: RollReader) { unseen.subtract(reader.mappedHeaders) }

    /// Marks the headers that were seen by `other`, a copy that went with another file.
    public mutating func see(_ other: ColumnMapping) { unseen.formIntersection(other.unseen) }

    /// - throws: `RollError.noSuchColumn` where a header was in none of the files.
    public func check() throws(RollError) {
        if let header = unseen.min() { throw .noSuchColumn(header) }
    }
}

/// Which columns of a file hold what.
public struct RollColumns: Sendable {
    /// The places of the columns that are read, from 0, and what they hold, in the order of `RollColumn`.
    let places: [(place: Int, column: RollColumn)]
    /// Which of `places` hold each column.
    let groups: [(column: RollColumn, places: Range<Int>)]
    /// How many columns the file has.
    let count: Int
    /// The headers that a mapping explained.
    let mapped: Set<String>

    /// Reads a header.
    ///
    /// - parameter mapping: the headers that mean something other than their spelling says, by header. What one of them
    ///   holds is taken from the mapped headers alone.
    /// - throws: `RollError` where nothing in it is known, or two columns claim one place.
    init(header: [String], mapping: [String: RollColumn]) throws(RollError) {
        var places: [(place: Int, column: RollColumn)] = []
        var known: [String: RollColumn] = [:]
        for column in RollColumn.allCases { for synonym in column.synonyms { known[synonym] = column } }
        mapped = Set(header).intersection(mapping.keys)
        let taken = Set(mapped.compactMap { mapping[$0] })
        for (place, name) in header.enumerated() {
            let spelled = known[RollColumn.plain(name)].flatMap { taken.contains($0) ? nil : $0 }
            guard let column = mapping[name] ?? spelled else { continue }
            let isTaken = places.contains { $0.column == column }
            if isTaken, !column.mayRepeat { throw .twice(column.rawValue) }
            places.append((place, column))
        }
        let telling: [RollColumn] = [.givenName, .familyName, .dateOfBirth, .upn, .nhsNumber]
        guard places.contains(where: { telling.contains($0.column) }) else { throw .noKnownColumn }
        var inOrder: [(place: Int, column: RollColumn)] = []
        var groups: [(column: RollColumn, places: Range<Int>)] = []
        for column in RollColumn.allCases {
            let own = places.filter { $0.column == column }
            if own.isEmpty { continue }
            groups.append((column, inOrder.count..<inOrder.count + own.count))
            inOrder += own
        }
        self.places = inOrder
        self.groups = groups
        count = header.count
    }
}
