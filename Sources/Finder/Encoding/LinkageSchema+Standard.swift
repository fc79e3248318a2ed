extension LinkageSchema {
    /// The schema for rolls of children, as a file: names, date of birth, sex and postcode in 1,024 bits.
    ///
    /// clkhash reads it too, and encodes the same from values that are written as its formats ask: names in small letters
    /// without accents, dates as 2015-03-07, sex as F or M, postcodes as SW1A1AA.
    public static let standardFile = """
        {
          "version": 3,
          "clkConfig": {
            "l": 1024,
            "kdf": {
              "type": "HKDF",
              "hash": "SHA256",
              "salt": "c2FmZWxvb3AgcHJpdmF0ZSBsaW5raW5n",
              "info": "cmVjb3JkIGVuY29kaW5nIDE=",
              "keySize": 64
            }
          },
          "features": [
            {
              "identifier": "given_name",
              "format": { "type": "string", "pattern": "[a-z0-9 ]+" },
              "hashing": {
                "comparison": { "type": "ngram", "n": 2 },
                "strategy": { "bitsPerFeature": 130 },
                "hash": { "type": "blakeHash" },
                "missingValue": { "sentinel": "" }
              }
            },
            {
              "identifier": "family_name",
              "format": { "type": "string", "pattern": "[a-z0-9 ]+" },
              "hashing": {
                "comparison": { "type": "ngram", "n": 2 },
                "strategy": { "bitsPerFeature": 130 },
                "hash": { "type": "blakeHash" },
                "missingValue": { "sentinel": "" }
              }
            },
            {
              "identifier": "date_of_birth",
              "format": { "type": "date", "format": "%Y-%m-%d" },
              "hashing": {
                "comparison": { "type": "ngram", "n": 1, "positional": true },
                "strategy": { "bitsPerFeature": 130 },
                "hash": { "type": "blakeHash" },
                "missingValue": { "sentinel": "" }
              }
            },
            {
              "identifier": "sex",
              "format": { "type": "enum", "values": ["F", "M"] },
              "hashing": {
                "comparison": { "type": "exact" },
                "strategy": { "bitsPerFeature": 15 },
                "hash": { "type": "blakeHash" },
                "missingValue": { "sentinel": "" }
              }
            },
            {
              "identifier": "postcode",
              "format": { "type": "string", "pattern": "[A-Z0-9]+" },
              "hashing": {
                "comparison": { "type": "ngram", "n": 2 },
                "strategy": { "bitsPerFeature": 50 },
                "hash": { "type": "blakeHash" },
                "missingValue": { "sentinel": "" }
              }
            }
          ]
        }

        """
}
