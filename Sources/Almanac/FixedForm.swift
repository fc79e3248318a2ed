/// Reads a text of one form, as `2026-11-21` or `09:30`, byte by byte: a page reads hundreds of them out of tables.
struct FixedForm: ~Copyable {
    private var rest: UnsafeBufferPointer<UInt8>.SubSequence

    /// What `parts` takes, where nothing of the text is left over.
    static func read<Parts>(_ text: some StringProtocol, _ parts: (inout FixedForm) -> Parts?) -> Parts? {
        var text = String(text)
        return text.withUTF8 { bytes in
            var form = FixedForm(rest: bytes[...])
            let found = parts(&form)
            return form.rest.isEmpty ? found : nil
        }
    }

    private init(rest: UnsafeBufferPointer<UInt8>.SubSequence) {
        self.rest = rest
    }

    /// A number of so many digits.
    mutating func number(of width: Int) -> Int? {
        guard rest.count >= width else { return nil }
        var number = 0
        for _ in 0..<width {
            let byte = rest.removeFirst()
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        rest.popFirst() == UInt8(ascii: mark)
    }
}
