/// The XML in which schools in England send pupils' records to each other (Department for Education, "Common transfer
/// file: guide", versions to 25): `CTfile/CTFpupilData/Pupil`, of which only what tells a pupil from another is read.
///
/// Names preferred and former are taken for further names, the school that sends the file for the pupil's school.
/// Addresses of contacts, earlier schools and results are passed over. Element names are those of the guide; older files
/// say `Gender` for `Sex`.
struct CommonTransferFile {
    /// How many bytes tell it from CSV.
    static let telling = 64

    /// Whether a file with this beginning is XML: its first mark is `<`, in UTF-8 or UTF-16.
    static func begins(_ bytes: [UInt8]) -> Bool {
        let marks: Set<UInt8> = [0, 9, 10, 13, 32, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF]
        return bytes.first { !marks.contains($0) } == UInt8(ascii: "<")
    }

    private var scanner = XMLScanner()
    private var utf16: UTF16Bytes?

    /// A file that begins with these bytes.
    init(_ beginning: [UInt8]) { utf16 = UTF16Bytes(beginning) }

    /// Takes the next bytes.
    ///
    /// - throws: `RollError`, after which there is no roll.
    mutating func push(_ bytes: [UInt8], _ taker: inout RowTaker, _ maker: inout RollMaker) throws(RollError) {
        var pupils = PupilHandler(state: pupils)
        swap(&pupils.taker, &taker)
        swap(&pupils.maker, &maker)
        defer {
            swap(&pupils.taker, &taker)
            swap(&pupils.maker, &maker)
            self.pupils = pupils.state
        }
        let utf8 = utf16?.utf8(bytes) ?? bytes
        try scanner.push(utf8.span, &pupils)
    }

    /// Ends the file.
    func end() throws(RollError) { try scanner.end() }

    private var pupils = PupilHandler.State()
}

/// Makes people of the pupils as the scanner meets them.
private struct PupilHandler: XMLHandler {
    var state: State
    var taker = RowTaker(onPerson: nil)
    var maker = RollMaker()

    struct State {
        var isRooted = false
        /// The elements that are open, the outermost aside; within a pupil those inside the pupil.
        var path: [String] = []
        var pupil: RowTexts?
        var isUTF8 = true
        var formerUPN = ""
        var sourceSchool = ""
        var place: Place?
    }

    /// Where the text of the open element belongs.
    enum Place { case column(RollColumn), formerUPN, sourceSchool }

    init(state: State) { self.state = state }

    var wantsText: Bool { state.place != nil }

    mutating func start(_ name: String) throws(RollError) {
        state.place = nil
        guard state.isRooted else {
            state.isRooted = true
            if name.lowercased() != "ctfile" { throw .noTransferFile }
            return
        }
        state.path.append(name)
        if state.pupil != nil {
            state.place = Self.place(state.path)
        } else if name == "Pupil" {
            state.path = []
            state.pupil = RowTexts()
            state.formerUPN = ""
            state.isUTF8 = true
            taker.unit = .pupil
            taker.next()
        } else if state.path.suffix(2) == ["SourceSchool", "SchoolName"] {
            state.place = .sourceSchool
        }
    }

    mutating func end(_ text: [UInt8]) throws(RollError) {
        if let place = state.place { take(text, place) }
        state.place = nil
        guard state.path.popLast() == nil, var texts = state.pupil else { return }
        state.pupil = nil
        state.path = ["CTFpupilData"]
        texts.school = state.sourceSchool
        if texts.upn.isEmpty { texts.upn = state.formerUPN }
        if !state.isUTF8 { taker.report("not UTF-8, read as Windows-1252", .valueDoubted) }
        try taker.take(texts, &maker)
    }

    private mutating func take(_ bytes: [UInt8], _ place: Place) {
        let start = bytes.firstIndex { $0 > 32 } ?? bytes.endIndex
        let trimmed = bytes[start...].prefix(through: bytes.lastIndex { $0 > 32 } ?? start - 1)
        let utf8 = String(validating: trimmed, as: UTF8.self)
        if utf8 == nil { state.isUTF8 = false }
        let text = utf8 ?? String(WindowsText.scalars(trimmed))
        switch place {
        case .column(let column): state.pupil?.add(text, to: column)
        case .formerUPN: state.formerUPN = text
        case .sourceSchool: state.sourceSchool = text
        }
    }

    /// What the element at the end of a pupil's path holds.
    private static func place(_ path: [String]) -> Place? {
        let inside = path.first == "BasicDetails" ? path.dropFirst() : path[...]
        guard let name = inside.last else { return nil }
        if inside.count == 1 { return name == "FormerUPN" ? .formerUPN : columns[name].map { .column($0) } }
        return inside.first == "Address" ? addresses[name].map { .column($0) } : nil
    }

    private static let columns: [String: RollColumn] = [
        "UPN": .upn, "Surname": .familyName, "Forename": .givenName, "DOB": .dateOfBirth, "Sex": .sex, "Gender": .sex,
        "MiddleNames": .otherNames, "PreferredSurname": .otherNames, "PreferredForename": .otherNames,
        "FormerSurname": .otherNames, "FormerForename": .otherNames,
    ]

    private static let addresses: [String: RollColumn] = [
        "SAON": .address, "PAON": .address, "Street": .address, "AddressLine1": .address, "AddressLine2": .address,
        "AddressLine3": .locality, "AddressLine4": .locality, "Locality": .locality, "Town": .locality,
        "PostTown": .locality, "PostCode": .postcode, "Postcode": .postcode,
    ]
}
