/// London's 33 local authorities: the 32 boroughs and the City.
///
/// Names and codes are the Office for National Statistics' "Local Authority Districts" (code prefix E09). Names with
/// "London Borough of" or "Council" in them are understood without being listed: see ``Organisation/key(of:)``.
package enum LondonAuthorities {
    package static let all: [(name: String, code: String, aliases: [String])] = [
        ("City of London", "E09000001", ["City of London Corporation"]),
        ("Barking and Dagenham", "E09000002", ["LBBD"]),
        ("Barnet", "E09000003", []),
        ("Bexley", "E09000004", []),
        ("Brent", "E09000005", []),
        ("Bromley", "E09000006", []),
        ("Camden", "E09000007", []),
        ("Croydon", "E09000008", []),
        ("Ealing", "E09000009", []),
        ("Enfield", "E09000010", []),
        ("Greenwich", "E09000011", []),
        ("Hackney", "E09000012", []),
        ("Hammersmith and Fulham", "E09000013", ["LBHF"]),
        ("Haringey", "E09000014", []),
        ("Harrow", "E09000015", []),
        ("Havering", "E09000016", []),
        ("Hillingdon", "E09000017", []),
        ("Hounslow", "E09000018", []),
        ("Islington", "E09000019", []),
        ("Kensington and Chelsea", "E09000020", ["RBKC"]),
        ("Kingston upon Thames", "E09000021", ["Kingston"]),
        ("Lambeth", "E09000022", []),
        ("Lewisham", "E09000023", []),
        ("Merton", "E09000024", []),
        ("Newham", "E09000025", []),
        ("Redbridge", "E09000026", []),
        ("Richmond upon Thames", "E09000027", ["Richmond"]),
        ("Southwark", "E09000028", []),
        ("Sutton", "E09000029", []),
        ("Tower Hamlets", "E09000030", []),
        ("Waltham Forest", "E09000031", []),
        ("Wandsworth", "E09000032", []),
        ("Westminster", "E09000033", []),
    ]

    /// Commands that make them, leaving out those whose name or another name of theirs is known already.
    ///
    /// - Parameter known: Every name of every organisation of the network.
    package static func registrations(besides known: [String]) -> [RegisterOrganisation] {
        let taken = Set(known.map(Organisation.key(of:)))
        return all.compactMap { name, code, aliases in
            guard taken.isDisjoint(with: ([name] + aliases).map(Organisation.key(of:))) else { return nil }
            return RegisterOrganisation(name: name, kind: .authority, code: code, aliases: aliases)
        }
    }
}
