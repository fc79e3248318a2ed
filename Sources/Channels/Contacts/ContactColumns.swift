/// Which column of a table holds what, by its headings: our own words, and those of Outlook and Google.
struct ContactColumns {
    /// The one column with the full name.
    let name: Int?
    let forename: Int?
    let middleName: Int?
    let surname: Int?
    /// All columns with addresses, the first to be preferred.
    let emails: [Int]
    let organisation: Int?
    let role: Int?
    let phones: [Int]
    /// How many headings were known.
    let known: Int
    let unused: [String]

    /// `nil` where the cells are not headings of a table of people: one of them must be the e-mail address.
    init?(_ headings: [String]) {
        let keys = headings.map(Self.key)
        var used: Set<Int> = []
        func all(_ words: [String]) -> [Int] {
            // In the order of the words, so that the best-known heading wins; then in that of the columns.
            let found = words.flatMap { word in keys.indices.filter { keys[$0] == word } }
            used.formUnion(found)
            return found
        }
        func first(_ words: [String]) -> Int? {
            let found = words.lazy.compactMap { keys.firstIndex(of: $0) }.first
            if let found { used.insert(found) }
            return found
        }
        emails = all(Self.emailWords)
        guard !emails.isEmpty else { return nil }
        name = first([
            "name", "fullname", "displayname", "contactname", "representative", "member", "contact", "person",
        ])
        forename = first(["firstname", "forename", "givenname", "forenames", "first"])
        middleName = first(["middlename", "additionalname", "middle"])
        surname = first(["lastname", "surname", "familyname", "last"])
        organisation = first(Self.organisationWords)
        role = first(Self.roleWords)
        phones = all(Self.phoneWords)
        known = used.count
        unused = headings.indices.filter { !used.contains($0) }.map { headings[$0].trimmed }.filter { !$0.isEmpty }
    }

    /// Letters and digits only: "E-mail Address" and "email_address" are one.
    private static func key(_ heading: String) -> String {
        String(decoding: heading.lowercased().utf8.filter(\.isLetterOrDigit), as: UTF8.self)
    }

    private static let emailWords = [
        "email", "emailaddress", "mail", "workemail", "workemailaddress", "primaryemail", "email1value",
        "email1address",
        "email1", "primarysmtpaddress", "smtpaddress", "contactemail", "emailaddress1", "email2value", "email2address",
        "email2", "emailaddress2", "email3value", "email3address", "email3", "emailaddress3", "personalemail",
    ]
    private static let organisationWords = [
        "organisation", "organization", "organisationname", "organizationname", "organization1name", "company",
        "companyname", "employer", "agency", "authority", "localauthority", "borough", "school", "org", "service",
    ]
    private static let roleWords = [
        "role", "jobtitle", "position", "post", "jobrole", "organizationtitle", "organization1title", "designation",
        "job", "title",
    ]
    private static let phoneWords = [
        "phone", "telephone", "tel", "phonenumber", "telephonenumber", "contactnumber", "workphone", "businessphone",
        "phone1value", "mobile", "mobilephone", "mobilenumber", "phone2value", "companymainphone", "primaryphone",
    ]
}
