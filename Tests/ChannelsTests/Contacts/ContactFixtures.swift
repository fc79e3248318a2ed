import Testing

@testable import Channels

/// A source, who is in it, and what a person is told about it.
struct ContactFixture: CustomTestStringConvertible, Sendable {
    let name: String
    var fileName: String?
    let text: String
    let people: [Contact]
    var problems: [String] = []
    var unused: [String] = []

    var testDescription: String { name }
}

func person(
    _ line: Int,
    _ name: String,
    _ email: String?,
    _ organisation: String = "",
    _ role: String = "",
    _ phone: String = ""
) -> Contact {
    Contact(
        line: line,
        name: name,
        email: email.flatMap { EmailAddress($0) },
        organisation: organisation,
        role: role,
        phone: phone
    )
}

extension ContactFixture {
    static let tables: [ContactFixture] = [
        ContactFixture(
            name: "plain CSV",
            text: "Name,Email,Organisation,Role,Phone\nAnn Bell,ann@camden.example,Camden,Chair,020 7946 0001\n",
            people: [person(2, "Ann Bell", "ann@camden.example", "Camden", "Chair", "020 7946 0001")]
        ),
        ContactFixture(
            name: "other words, another order, semicolons, quotes and a blank row",
            text: "Job title;Surname;Borough;Forename;E-mail address\r\n"
                + "\"Head; acting\";\"O\"\"Neill\";Hackney;Zoë;ZOE@Hackney.Example\r\n;;;;\r\n"
                + "Adviser;Case;Barnet;Bob;bob@barnet.example",
            people: [
                person(2, "Zoë O\"Neill", "ZOE@hackney.example", "Hackney", "Head; acting"),
                person(4, "Bob Case", "bob@barnet.example", "Barnet", "Adviser"),
            ]
        ),
        ContactFixture(
            name: "tabs, pasted from a spreadsheet",
            text: "Full Name\tEmail\tSchool\tNotes\nAnn Bell\tann@hill.example\tHill School\tkeen\n",
            people: [person(2, "Ann Bell", "ann@hill.example", "Hill School")],
            unused: ["Notes"]
        ),
        ContactFixture(
            name: "Outlook's export",
            fileName: "contacts.CSV",
            text:
                "\"Title\",\"First Name\",\"Middle Name\",\"Last Name\",\"Suffix\",\"Company\",\"Department\",\"Job Title\","
                + "\"Business Phone\",\"Mobile Phone\",\"E-mail Address\",\"E-mail Type\",\"E-mail 2 Address\"\r\n"
                + "\"Dr\",\"Ann\",\"May\",\"Bell\",\"\",\"Camden\",\"Schools\",\"Lead\",\"\",\"07700 900001\","
                + "\"ann@camden.example\",\"SMTP\",\"\"\r\n"
                + "\"Mr\",\"Bob\",\"\",\"Case\",\"\",\"Barnet\",\"\",\"Officer\",\"020 7946 0002\",\"07700 900002\","
                + "\"bob@barnet.example\",\"SMTP\",\"bob@home.example\"\r\n",
            people: [
                person(2, "Ann May Bell", "ann@camden.example", "Camden", "Lead", "07700 900001"),
                person(3, "Bob Case", "bob@barnet.example", "Barnet", "Officer", "020 7946 0002"),
            ],
            problems: ["Line 3: there is more than one e-mail address; the first is taken."],
            unused: ["Title", "Suffix", "Department", "E-mail Type"]
        ),
        ContactFixture(
            name: "Google's export, old and new headings",
            text: "Name,Given Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,"
                + "Organization 1 - Title\nAnn Bell,Ann,* Work,ann@camden.example ::: ann2@camden.example,,Camden,Lead\n",
            people: [person(2, "Ann Bell", "ann@camden.example", "Camden", "Lead")],
            problems: ["Line 2: there is more than one e-mail address; the first is taken."],
            unused: ["E-mail 1 - Type"]
        ),
        ContactFixture(
            name: "a title of address is not a role, a title of a post is",
            text: "Title,Name,Email\nMrs.,Ann Bell,a@x.example\nHead teacher,Bob Case,b@x.example\n",
            people: [
                person(2, "Ann Bell", "a@x.example"), person(3, "Bob Case", "b@x.example", "", "Head teacher"),
            ]
        ),
        ContactFixture(
            name: "a title and an Excel hint above the headings, and a cell of two lines",
            text: "sep=;\nNetwork members;;\n\nName;Organisation;Email\n\"Ann\nBell\";\"Two\r\nlines\";a@x.example\n"
                + "Bob;;b@x.example\n",
            people: [
                person(5, "Ann Bell", "a@x.example", "Two lines"), person(8, "Bob", "b@x.example"),
            ],
            problems: ["Line 2: this line stands above the headings and was not read."]
        ),
        ContactFixture(
            name: "rows with something wrong",
            text: "Name,Email\nAnn Bell,\nBob Case,bob at barnet\n,zoe@x.example\n\"Case, Bob\",ZOE@x.example\n"
                + "Di,di@x.example,extra\n\"Ann Bell, MBE\",ann@x.example\n",
            people: [
                person(2, "Ann Bell", nil), person(3, "Bob Case", nil), person(4, "", "zoe@x.example"),
                person(5, "Bob Case", "ZOE@x.example"), person(6, "Di", "di@x.example"),
                person(7, "Ann Bell, MBE", "ann@x.example"),
            ],
            problems: [
                "Line 2: there is no e-mail address.",
                "Line 3: “bob at barnet” is not an e-mail address.",
                "Line 4: there is no name.",
                "Line 5: “Case, Bob” was read as Bob Case.",
                "Line 5: the e-mail address is the same as on line 4.",
                "Line 6: the row has more cells than there are headings, so some may be in the wrong column.",
            ]
        ),
        ContactFixture(
            name: "a quotation mark that is never closed",
            text: "Name,Email\nAnn,a@x.example\n\"Bob,b@x.example\nDi,d@x.example\n",
            people: [person(2, "Ann", "a@x.example"), person(3, "Bob,b@x.example Di,d@x.example", nil)],
            problems: [
                "Line 3: there is no e-mail address.",
                "Line 3: a quotation mark is opened and never closed; check what follows it.",
            ]
        ),
        ContactFixture(
            name: "old Macintosh line ends, and one column only",
            text: "Email\ra@x.example\rb@x.example",
            people: [person(2, "", "a@x.example"), person(3, "", "b@x.example")],
            problems: ["Line 2: there is no name.", "Line 3: there is no name."]
        ),
        ContactFixture(name: "headings and nothing under them", text: "Name,Email", people: []),
    ]

    static let cards: [ContactFixture] = [
        ContactFixture(
            name: "vCard 3.0 with groups, folds and escapes",
            text:
                "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Bell;Ann;May;Dr;\r\nFN:Dr Ann\r\n  Bell\r\nORG:Camden\\, London;Schools\r\n"
                + "TITLE:Lead\\; acting\r\nitem1.EMAIL;type=INTERNET:second@camden.example\r\n"
                + "item2.EMAIL;type=INTERNET;type=pref:ann@camden.example\r\nTEL;TYPE=CELL:07700 900001\r\nEND:VCARD\r\n",
            people: [
                person(
                    1,
                    "Dr Ann Bell",
                    "ann@camden.example",
                    "Camden, London, Schools",
                    "Lead; acting",
                    "07700 900001"
                )
            ],
            problems: ["Line 1: there is more than one e-mail address; the first is taken."]
        ),
        ContactFixture(
            name: "vCard 2.1 with quoted-printable and a picture",
            text:
                "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=85ngstr=C3=B6m;Zo=\r\n=C3=AB\r\n"
                + "ORG;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Caf=E9\r\nTEL;WORK;VOICE:020 7946 0001\r\n"
                + "EMAIL;PREF;INTERNET:zoe@x.example\r\nPHOTO;JPEG;ENCODING=BASE64:AAAA\r\n BBBB==\r\n\r\nEND:VCARD\r\n",
            people: [person(1, "Zoë Ångström", "zoe@x.example", "Café", "", "020 7946 0001")]
        ),
        ContactFixture(
            name: "vCard 4.0, many cards, a group, and one that is not finished",
            text:
                "begin:vcard\nVERSION:4.0\nKIND:individual\nFN:Ann Bell\nEMAIL;TYPE=\"work,home\":mailto:ann@x.example\n"
                + "TEL;VALUE=uri;PREF=1:tel:+44-20-7946-0001\nROLE:Chair\nEND:VCARD\n"
                + "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Leads\nEND:VCARD\n"
                + "BEGIN:VCARD\nFN:Bob\nBEGIN:VCARD\nFN:Di\nEMAIL:ANN@x.example\nEND:VCARD\n",
            people: [
                person(1, "Ann Bell", "ann@x.example", "", "Chair", "+44-20-7946-0001"),
                person(14, "Bob", nil), person(16, "Di", "ANN@x.example"),
            ],
            problems: [
                "Line 9: this card is a group, not a person, and was not read.",
                "Line 14: a card is opened and never closed; check what follows it.",
                "Line 14: there is no e-mail address.",
                "Line 16: the e-mail address is the same as on line 1.",
            ]
        ),
    ]

    static let lists: [ContactFixture] = [
        ContactFixture(
            name: "a mixed list",
            text: "Ann Bell <ann@x.example>; \"Case, Bob\" <bob@x.example>, plain@x.example",
            people: [
                person(1, "Ann Bell", "ann@x.example"), person(1, "Bob Case", "bob@x.example"),
                person(1, "", "plain@x.example"),
            ],
            problems: ["Line 1: “Case, Bob” was read as Bob Case.", "Line 1: there is no name."]
        ),
        ContactFixture(
            name: "Outlook, surname first, with organisations",
            text: "Bell, Ann [Camden] <ann@x.example>; van der Berg, Anna (Hackney, Schools) <anna@x.example>;"
                + "'zoe@x.example' <zoe@x.example>; 'Di Dean' <di@x.example>",
            people: [
                person(1, "Ann Bell", "ann@x.example", "Camden"),
                person(1, "Anna van der Berg", "anna@x.example", "Hackney, Schools"),
                person(1, "", "zoe@x.example"), person(1, "Di Dean", "di@x.example"),
            ],
            problems: [
                "Line 1: “Bell, Ann” was read as Ann Bell.",
                "Line 1: “van der Berg, Anna” was read as Anna van der Berg.",
                "Line 1: there is no name.",
            ]
        ),
        ContactFixture(
            name: "a name without an address is not joined to the next person",
            text: "Ann Bell, Bob Case <bob@x.example>, Di Dean",
            people: [person(1, "Ann Bell", nil), person(1, "Bob Case", "bob@x.example"), person(1, "Di Dean", nil)],
            problems: ["Line 1: there is no e-mail address.", "Line 1: there is no e-mail address."]
        ),
        ContactFixture(
            name: "headers as copied, folded in the middle of a name",
            text: "To: Ann\r\n\tBell <ann@x.example>,\r\n Bob Case <bob@x.example>\r\nCc: di@x.example (Di Dean)\r\n",
            people: [
                person(1, "Ann Bell", "ann@x.example"), person(3, "Bob Case", "bob@x.example"),
                person(4, "Di Dean", "di@x.example"),
            ]
        ),
        ContactFixture(
            name: "a group, links left by the clipboard, and addresses with blanks between",
            text: "Leads: ann@x.example<mailto:ann@x.example>, Bob [mailto:bob@x.example];\n"
                + "Di Dean di@x.example\nc@x.example d@x.example\n<SMTP:e@x.example>\n",
            people: [
                person(1, "", "ann@x.example"), person(1, "Bob", "bob@x.example"), person(2, "Di Dean", "di@x.example"),
                person(3, "", "c@x.example"), person(3, "", "d@x.example"), person(4, "", "e@x.example"),
            ],
            problems: [
                "Line 1: “Leads:” was taken for the name of a group and left out.",
                "Line 1: there is no name.", "Line 3: there is no name.", "Line 3: there is no name.",
                "Line 4: there is no name.",
            ]
        ),
        ContactFixture(
            name: "addresses that are wrong, unfinished or there twice",
            text: "Ann <ann@@x.example>\nBob <bob@x.example\n\"Di Dean <di@x.example>\nBob <BOB@X.example>\n\n,;,\n",
            people: [
                person(1, "Ann", nil), person(2, "Bob", "bob@x.example"), person(3, "Di Dean", "di@x.example"),
                person(4, "Bob", "BOB@x.example"),
            ],
            problems: [
                "Line 1: “ann@@x.example” is not an e-mail address.",
                "Line 2: a bracket is opened and never closed; check what follows it.",
                "Line 3: a quotation mark is opened and never closed; check what follows it.",
                "Line 4: the e-mail address is the same as on line 2.",
            ]
        ),
        ContactFixture(
            name: "one a line",
            text: "ann@x.example\nbob@x.example\n",
            people: [person(1, "", "ann@x.example"), person(2, "", "bob@x.example")],
            problems: ["Line 1: there is no name.", "Line 2: there is no name."]
        ),
    ]
}
