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
    public var dateOfBirth: CalendarDate?
    public var sex: Sex?
    /// House and street: `Flat 18, 5 Chapel Road`.
    public var address: String = ""
    /// Town, suburb or village.
    public var locality: String = ""
    public var postcode: Postcode?
    /// A unique pupil number with a valid check letter.
    public var upn: UniquePupilNumber?
    /// A number of the National Health Service with a valid check digit.
    public var nhsNumber: NHSNumber?
    /// The school or other setting, by name.
    public var school: String = ""

    /// A person of whom nothing is known yet.
    public init() {}

    /// A person with the fields that are most often known.
    public init(givenName: String, familyName: String, dateOfBirth: CalendarDate? = nil) {
        self.givenName = givenName
        self.familyName = familyName
        self.dateOfBirth = dateOfBirth
    }
}
