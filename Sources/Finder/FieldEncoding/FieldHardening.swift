/// What is done to field-level encodings so that they give less away. Each costs accuracy; none is proof.
///
/// `Benchmarks/Finder` has what each costs, `Documentation/private-linking-fields.md` what each is worth.
public enum FieldHardening: String, Sendable, CaseIterable {
    /// Nothing beyond the keys.
    case none
    /// Names are hashed together with the day and month of birth (in either order), so that how often a name occurs
    /// cannot be counted, and brothers and sisters do not share a surname's hash. A wrong year does no harm; names of
    /// two people whose day and month differ, or of whom one has no birth, cannot be compared.
    case salt = "salt:birthday"
    /// Filters have as many ones as zeroes, whatever the length of the text: each with its complement, in a keyed order
    /// (Schnell and Borgs 2016).
    case balanced
    /// The two halves of a filter of twice the length are joined by exclusive or (Schnell and Borgs 2016).
    case xorFold = "xor-fold"
}

extension FieldHardening {
    /// The hardening of a name.
    ///
    /// - throws: `EncodingError.refused` with the names there are.
    public init(name: String) throws(EncodingError) {
        guard let known = FieldHardening(rawValue: name) else {
            let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw .refused("A hardening of field-level encodings is one of \(names).")
        }
        self = known
    }
}

/// The lengths of a format's filters.
struct FilterShape: Sendable, Equatable {
    /// How many bits the filter of a name or school has as it is handed over.
    let bits: Int
    /// How many bits are set for each pair of letters, at most.
    let hashes: Int

    /// How many bits are hashed into, before hardening.
    func bitsBefore(_ hardening: FieldHardening) -> Int {
        switch hardening {
        case .none, .salt: bits
        case .balanced: bits / 2
        case .xorFold: bits * 2
        }
    }

    var bytes: Int { bits / 8 }

    /// The filter of one word of a name.
    static func name(_ hardening: FieldHardening) -> FilterShape {
        FilterShape(bits: hardening == .balanced ? 256 : 128, hashes: 5)
    }

    /// The filter of the name of a school, which is longer.
    static func school(_ hardening: FieldHardening) -> FilterShape {
        FilterShape(bits: hardening == .balanced ? 512 : 256, hashes: 4)
    }
}
