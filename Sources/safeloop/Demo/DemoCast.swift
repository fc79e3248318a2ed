import Foundation
import Safeguarding

/// The people of the demonstration. All are made up; only the boroughs are real places.
enum DemoCast {
    struct Role {
        let key: String
        let name: String
        let organisation: String
        let post: String
        let roles: Set<Safeguarding.Role>
        var standing = Standing.joined
        /// Where it is not the name of the organisation.
        var mailPlace: String?
        /// Whether they are in the group that meets.
        var meets = true

        enum Standing { case joined, invited, registered }

        /// Addresses under `.example` reach nobody.
        var email: String {
            let words = name.lowercased().split(separator: " ").filter { !["ds", "dr"].contains($0) }
            let folded = words.map { $0.folding(options: .diacriticInsensitive, locale: nil) }
            let place = (mailPlace ?? organisation).lowercased().filter { $0.isLetter && $0.isASCII }
            return "\(folded.joined(separator: "."))@\(place.isEmpty ? "network" : place).example"
        }
    }

    static let network = "Schools Safeguarding Leads Network"

    static let coordinator = "ruth"

    static let people: [Role] = [
        Role(
            key: "ruth",
            name: "Ruth Adeyemi",
            organisation: "Regional Partnership Office",
            post: "Network coordinator",
            roles: [.coordinator]
        ),
        Role(
            key: "mina",
            name: "Mina Falk",
            organisation: "Regional Partnership Office",
            post: "Policy officer",
            roles: [.liaison]
        ),
        lead("anjali", "Anjali Mistry", "Brent"),
        lead("helen", "Helen Prowse", "Bromley"),
        lead("dionne", "Dionne Baptiste", "Croydon"),
        lead("meera", "Meera Joshi", "Harrow"),
        lead("carl", "Carl Denholm", "Havering"),
        lead("siobhan", "Siobhan Kerr", "Hillingdon"),
        lead("tomasz", "Tomasz Wrona", "Hounslow"),
        lead("abena", "Abena Mensah", "Islington"),
        lead("gareth", "Gareth Lowell", "Kingston upon Thames"),
        lead("yvette", "Yvette Okafor", "Lambeth"),
        lead("sam", "Sam Trevellyn", "Lewisham"),
        lead("priya", "Priya Raman", "Merton"),
        lead("dan", "Dan Achterberg", "Redbridge"),
        lead("bola", "Bola Ige", "Southwark"),
        lead("imran", "Imran Haque", "Tower Hamlets"),
        lead("kit", "Kit Sorrel", "Waltham Forest"),
        lead("anna", "Anna Michaelides", "Wandsworth"),
        lead("faye", "Faye Dorrington", "Bexley"),
        lead("louis", "Louis Amadi", "Camden"),
        lead("shreya", "Shreya Pillai", "Newham"),
        lead("neil", "Neil Garrow", "Sutton"),
        Role(
            key: "ines",
            name: "Inês Cardoso",
            organisation: "Westminster",
            post: "Safeguarding in education lead",
            roles: [.boroughLead],
            standing: .invited
        ),
        Role(
            key: "leo",
            name: "Leo Whitcombe",
            organisation: "Islington",
            post: "Education welfare officer",
            roles: [.welfareOfficer]
        ),
        Role(
            key: "nadia",
            name: "Nadia Osei",
            organisation: "Thornbeck Academy",
            post: "Designated safeguarding lead",
            roles: [.schoolLead]
        ),
        Role(
            key: "tess",
            name: "Tess Okello",
            organisation: "Thornbeck Academy",
            post: "Deputy safeguarding lead",
            roles: [.schoolLead],
            meets: false
        ),
        Role(
            key: "owen",
            name: "Owen Fairlamb",
            organisation: "Fenwick Hall School",
            post: "Deputy head, safeguarding",
            roles: [.schoolLead],
            standing: .registered
        ),
        Role(
            key: "morag",
            name: "DS Morag Lindqvist",
            organisation: "Police child exploitation unit",
            post: "Police liaison",
            roles: [.liaison]
        ),
        Role(
            key: "amara",
            name: "Dr Amara Nwosu",
            organisation: "Regional health service",
            post: "Health liaison",
            roles: [.liaison]
        ),
        Role(
            key: "colm",
            name: "Colm Reddy",
            organisation: "Immigration casework directorate",
            post: "Immigration liaison",
            roles: [.liaison]
        ),
        Role(
            key: "edith",
            name: "Edith Vasquez-Hollingbourne",
            organisation: "Regional Partnership Office",
            post: "Auditor",
            roles: [.auditor],
            meets: false
        ),
        Role(
            key: "rosalind",
            name: "Rosalind Achebe",
            organisation: "Saltmarsh Road Primary School",
            post: "Headteacher",
            roles: [.schoolLead],
            mailPlace: "saltmarshroad",
            meets: false
        ),
        Role(
            key: "jonah",
            name: "Jonah Penrose",
            organisation: "St Aldhelm and All Saints Church of England Primary School",
            post: "Designated safeguarding lead",
            roles: [.schoolLead],
            mailPlace: "staldhelm",
            meets: false
        ),
    ]

    private static func lead(_ key: String, _ name: String, _ borough: String) -> Role {
        Role(key: key, name: name, organisation: borough, post: "Safeguarding in education lead", roles: [.boroughLead])
    }

    static let organisations: [(name: String, kind: Organisation.Kind, aliases: [String])] = [
        ("Regional Partnership Office", .board, ["RPO"]),
        ("Thornbeck Academy", .school, []),
        ("Fenwick Hall School", .school, []),
        ("Saltmarsh Road Primary School", .school, []),
        ("St Aldhelm and All Saints Church of England Primary School", .school, ["St Aldhelm"]),
        ("Police child exploitation unit", .police, ["Met Police"]),
        ("Regional health service", .health, ["NHS"]),
        ("Immigration casework directorate", .department, ["Immigration"]),
        ("Department for Schools and Families", .department, []),
    ]
}
