import Testing

@testable import Finder

@Suite struct CalendarDateTests {
    @Test(arguments: [
        ("2015-03-07", 2015, 3, 7), ("07/03/2015", 2015, 3, 7), ("7.3.2015", 2015, 3, 7), ("20150307", 2015, 3, 7),
        ("2015-03-07T00:00:00", 2015, 3, 7), ("29/02/2016", 2016, 2, 29),
    ])
    func readsDates(text: String, year: Int, month: Int, day: Int) {
        #expect(CalendarDate(text) == CalendarDate(year: year, month: month, day: day))
        #expect(CalendarDate(text) != nil)
    }

    @Test(arguments: [
        "", "2015-02-29", "31/04/2015", "07/03/15", "2015-13-01", "0000-00-00", "yesterday", "2015--03", "99999999999",
    ])
    func refusesWhatIsInNoCalendar(text: String) { #expect(CalendarDate(text) == nil) }

    @Test func writesWhatItReads() {
        var random = SplitMix(3)
        for _ in 0..<500 {
            let date = CalendarDate(
                year: 1900 + random.below(200),
                month: 1 + random.below(12),
                day: 1 + random.below(28)
            )
            #expect(date.flatMap { CalendarDate($0.description) } == date)
        }
    }
}

@Suite struct CheckDigitTests {
    @Test func aPupilNumberIsRightWithOneLetterAlone() {
        var random = SplitMix(7)
        for _ in 0..<200 {
            var characters = (0..<12).map { _ in UInt8(48 + random.below(10)) }
            if random.below(4) == 0 { characters[11] = UniquePupilNumber.letters[random.below(23)] }
            let right = UniquePupilNumber.letters.filter { letter in
                UniquePupilNumber(String(decoding: [letter] + characters, as: UTF8.self)) != nil
            }
            #expect(right.count == 1)
            #expect(right.first == UniquePupilNumber.checkLetter(for: characters))
        }
    }

    @Test func aDigitChangedInAPupilNumberIsNoticed() throws {
        let rest = Array("801200001001".utf8)
        let letter = try #require(UniquePupilNumber.checkLetter(for: rest))
        for place in 0..<12 {
            for other in UInt8(48)...57 where other != rest[place] {
                var changed = rest
                changed[place] = other
                #expect(UniquePupilNumber(String(decoding: [letter] + changed, as: UTF8.self)) == nil)
            }
        }
    }

    @Test func aTemporaryPupilNumberEndsInALetter() throws {
        let rest = Array("80120000100A".utf8)
        let letter = try #require(UniquePupilNumber.checkLetter(for: rest))
        let number = try #require(UniquePupilNumber(String(decoding: [letter] + rest, as: UTF8.self)))
        #expect(number.isTemporary)
    }

    /// 999 numbers are those the NHS gives as examples.
    @Test(arguments: ["9434765919", "943 476 5919", "943-476-5919", "9990000018"])
    func readsHealthNumbers(text: String) { #expect(NHSNumber(text) != nil) }

    @Test(arguments: ["9434765918", "943476591", "94347659190", "94347659l9", "", "9999999999", "0000000000"])
    func refusesHealthNumbers(text: String) { #expect(NHSNumber(text) == nil) }

    @Test func aHealthNumberThatWouldNeedTenIsNone() {
        var random = SplitMix(5)
        var refused = 0
        for _ in 0..<500 {
            let nine = (0..<9).map { _ in random.below(10) }
            let right = (0...9).filter { NHSNumber((nine + [$0]).map(String.init).joined()) != nil }
            if right.isEmpty { refused += 1 } else { #expect(right == [NHSNumber.checkDigit(for: nine)]) }
        }
        #expect(refused > 0)
    }
}

@Suite struct WrittenNumberTests {
    @Test(arguments: ["B801200005002", "b8012 0000 5001 1", "01200005001", "943 476 5918"])
    func keepsWhatHasASlip(text: String) {
        let written = WrittenNumber<UniquePupilNumber>(text)
        #expect(written != nil)
        #expect(written?.valid == nil)
    }

    @Test(arguments: [
        "", "none", "UN1", "999999", "0000000000000", "A000000000000", "123456789012345678901", "１２３４５６７",
    ])
    func isNilWhereNoNumberIsKnown(text: String) { #expect(WrittenNumber<UniquePupilNumber>(text) == nil) }

    @Test func aRightNumberIsValid() {
        #expect(WrittenNumber<UniquePupilNumber>(" b801 2000 05 001")?.valid?.description == "B801200005001")
        #expect(WrittenNumber<NHSNumber>("943-476-5919")?.valid?.value == 9_434_765_919)
    }
}

@Suite struct PostcodeTests {
    @Test(arguments: [("sw1a 1aa", "SW1A", "SW1A1"), ("E17 4AB", "E17", "E174"), ("n1 9gu", "N1", "N19")])
    func partsOfBritishPostcodes(text: String, district: String, sector: String) {
        let postcode = Postcode(text)
        #expect(postcode?.district.map(String.init) == district)
        #expect(postcode?.sector.map(String.init) == sector)
    }

    @Test func otherCountriesHaveNoDistrict() { #expect(Postcode("2620")?.isBritish == false) }

    @Test(arguments: ["", "A", "unknown!", "ABCDEFGHIJKLM"])
    func refusesWhatIsNone(text: String) { #expect(Postcode(text) == nil) }
}
