/// One column of a linkage schema.
struct Feature: Sendable {
    /// What the column is called.
    let identifier: String
    /// How it is written and hashed; nil where it is ignored.
    let hashing: Hashing?

    struct Hashing: Sendable {
        let format: ValueFormat
        let encoding: TokenEncoding
        let comparison: Comparison
        let insertions: Insertions
        let hash: Hash
        /// What stands for a missing value, and what is hashed in its place.
        let missing: (sentinel: [UInt8], replacement: [UInt8])?
    }

    /// How a value is parted into tokens.
    enum Comparison: Sendable {
        /// Runs of `length` characters, with blanks around the value; with their place where `positional`.
        case ngram(length: Int, positional: Bool)
        case exact
        case numeric(Neighbourhood)
    }

    /// How often a token goes into the filter.
    enum Insertions: Sendable {
        case perToken(Int)
        /// So often for all tokens of the value together.
        case perFeature(Int)

        /// How often each of `count` tokens goes in.
        func shares(of count: Int) -> Shares {
            switch self {
            case .perToken(let number): Shares(each: number, more: 0)
            case .perFeature(let number): Shares(each: number / max(1, count), more: number % max(1, count))
            }
        }
    }

    /// How often the tokens of a value go in.
    struct Shares {
        let each: Int
        /// So many of the first tokens go in once more.
        let more: Int

        /// How often the token at `place`, from 0, goes in.
        func count(at place: Int) -> Int { each + (place < more ? 1 : 0) }
    }

    enum Hash: Sendable {
        case blake
        /// HMAC of SHA-1 and of MD5 (Schnell, Bachteler and Reiher 2009), with or without another try where MD5 gives 0.
        case double(preventsSingularity: Bool)
    }
}

/// The bytes that tokens are hashed as.
enum TokenEncoding: String, Sendable {
    case ascii
    case utf8 = "utf-8"
    /// As Python writes them: a byte order mark, then the low byte first.
    case utf16 = "utf-16"
    case utf32 = "utf-32"
}

extension Feature {
    init(_ object: SchemaObject, bits: Int, keySize: Int) throws(EncodingError) {
        guard let identifier = try object.text("identifier"), !identifier.isEmpty else {
            throw object.fault("has no identifier")
        }
        self.identifier = identifier
        if try object.flag("ignored") == true {
            hashing = nil
            return
        }
        let format = try object.object("format")
        let hashing = try object.object("hashing")
        try hashing.only("hash", "strategy", "comparison", "missingValue")
        guard let encoding = TokenEncoding(rawValue: try format.text("encoding") ?? "utf-8") else {
            throw format.fault("must have the encoding ascii, utf-8, utf-16 or utf-32")
        }
        let hash = try Hash(hashing)
        if case .blake = hash {
            guard bits & (bits - 1) == 0 else {
                throw object.fault("is hashed with blakeHash, for which the bits must be a power of two")
            }
            guard keySize <= 64 else {
                throw object.fault("is hashed with blakeHash, whose keys have 64 bytes at most")
            }
        }
        var missing: (sentinel: [UInt8], replacement: [UInt8])?
        if hashing.members["missingValue"] != nil {
            let value = try hashing.object("missingValue")
            guard let sentinel = try value.text("sentinel") else { throw value.fault("has no sentinel") }
            missing = (Array(sentinel.utf8), Array((try value.text("replaceWith") ?? sentinel).utf8))
        }
        self.hashing = Hashing(
            format: try ValueFormat(format, column: RollColumn.named(identifier)),
            encoding: encoding,
            comparison: try Comparison(hashing.object("comparison")),
            insertions: try Insertions(hashing.object("strategy")),
            hash: hash,
            missing: missing
        )
    }
}

extension Feature.Hash {
    init(_ hashing: SchemaObject) throws(EncodingError) {
        guard hashing.members["hash"] != nil else {
            self = .blake
            return
        }
        let hash = try hashing.object("hash")
        switch try hash.text("type") {
        case "blakeHash": self = .blake
        case "doubleHash": self = .double(preventsSingularity: try hash.flag("prevent_singularity") ?? false)
        default: throw hash.fault("must have the type blakeHash or doubleHash")
        }
    }
}

extension Feature.Insertions {
    init(_ strategy: SchemaObject) throws(EncodingError) {
        try strategy.only("bitsPerToken", "bitsPerFeature")
        let range = 1...LinkageSchema.mostInsertions
        let token = try strategy.whole("bitsPerToken", in: range)
        let feature = try strategy.whole("bitsPerFeature", in: range)
        switch (token, feature) {
        case (let number?, nil): self = .perToken(number)
        case (nil, let number?): self = .perFeature(number)
        default: throw strategy.fault("must have either bitsPerToken or bitsPerFeature")
        }
    }
}

extension Feature.Comparison {
    init(_ comparison: SchemaObject) throws(EncodingError) {
        switch try comparison.text("type") {
        case "ngram":
            let length = try comparison.requiredWhole("n", in: 1...64)
            self = .ngram(length: length, positional: try comparison.flag("positional") ?? false)
        case "exact": self = .exact
        case "numeric": self = .numeric(try Neighbourhood(comparison))
        default: throw comparison.fault("must have the type ngram, exact or numeric")
        }
    }
}

extension RollColumn {
    /// The column that a header or identifier spells.
    static func named(_ header: String) -> RollColumn? {
        let plain = plain(header)
        return allCases.first { $0.rawValue == header } ?? allCases.first { $0.synonyms.contains(plain) }
    }
}
