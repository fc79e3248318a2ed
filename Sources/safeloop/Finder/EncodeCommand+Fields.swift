import Finder

/// `safeloop encode --mode field`: each field by itself.
extension EncodeCommand {
    /// Encodes the roll at `path` field by field, into a document at `out`.
    func encodeFields(_ path: String, _ out: String, _ mapping: ColumnMapping) async throws {
        let hardening = try FieldHardening(name: harden)
        let secret = try LinkageSecret(contentsOf: secret)
        let file = try WholeFile(out, sparing: inputs)
        var mapping = mapping
        var maker = RollMaker()
        let roll = try RollFile(path: path).read(&maker, &mapping)
        try mapping.check()
        let encodings = await FieldEncoder(secret: secret, hardening: hardening).encode(roll, maker: maker)
        try encodings.write { try file.write($0) }
        try file.finish()
        Console.note("\(roll.count) rows encoded field by field.")
    }
}
