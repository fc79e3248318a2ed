/// What is known of one person: the input of every comparison. Every field may be missing.
///
/// Names are taken as they are written; the Finder folds diacritics, splits parts and looks through nicknames itself.
public struct Person: Hashable, Sendable {
    /// First name or names, as written: `Mohammed`, `Anne-Marie`, `Jack Thomas`.
    public var givenName: String = ""
    /// Surname or surnames, as written: `O'Neill`, `Smith-Jones`, `de la Cruz`.
    public var familyName: String = ""
    /// Middle names, names known by and former names, separated by spaces or commas.
    public var otherNames: String = ""
    /// The day they were born, as the record has it.
    public var dateOfBirth: CalendarDate?
    /// Their sex, as the record has it.
    public var sex: Sex?
    /// House and street: `Flat 18, 5 Chapel Road`.
    public var address: String = ""
    /// Town, suburb or village.
    public var locality: String = ""
    /// The postcode of where they live.
    public var postcode: Postcode?
    /// The unique pupil number, slips of the pen included.
    public var writtenUPN: WrittenNumber<UniquePupilNumber>?
    /// The number of the National Health Service, slips of the pen included.
    public var writtenNHSNumber: WrittenNumber<NHSNumber>?
    /// The school or other setting, by name.
    public var school: String = ""

    /// The unique pupil number, where its check letter is right.
    public var upn: UniquePupilNumber? {
        get { writtenUPN?.valid }
        set { writtenUPN = newValue.map { .valid($0) } }
    }
    /// The number of the National Health Service, where its check digit is right.
    public var nhsNumber: NHSNumber? {
        get { writtenNHSNumber?.valid }
        set { writtenNHSNumber = newValue.map { .valid($0) } }
    }

    /// A person of whom nothing is known yet.
    public init() {}

    /// A person with the fields that are most often known.
    public init(givenName: String, familyName: String, dateOfBirth: CalendarDate? = nil) {
        self.givenName = givenName
        self.familyName = familyName
        self.dateOfBirth = dateOfBirth
    }
}
