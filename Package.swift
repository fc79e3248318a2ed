// swift-tools-version:6.2
import PackageDescription

/// How the targets of this house are built.
enum House {
    static let strict: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]

    static func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil)
        -> Target
    {
        .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
    }

    static func tests(
        _ name: String,
        _ dependencies: [Target.Dependency] = [],
        exclude: [String] = [],
        resources: [Resource]? = nil
    ) -> Target {
        .testTarget(
            name: name + "Tests",
            dependencies: [.byName(name: name)] + dependencies,
            exclude: exclude,
            resources: resources,
            // What is tested is optimised; the tests themselves would take as long to optimise as to run.
            swiftSettings: strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]
        )
    }

    static func program(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
        .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
    }
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let embedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let memoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

// The one list of who may touch which C library (checked by scripts/check-imports):
//   libsodium: Vault, and Finder for BLAKE2b; libcurl: Channels through CCurlShim. CDice is our own, the Finder's alone.
let systemLibraries: [Target] = [
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CCurlShim", dependencies: ["CCurl"]),
    .target(name: "CDice", cSettings: [.unsafeFlags(["-O3"])]),
]

let package = Package(
    name: "safeloop",
    products: [.executable(name: "safeloop", targets: ["safeloop"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    ],
    targets: systemLibraries + [
        House.library("Almanac"),
        House.library("HTML"),
        House.library("Finder", ["CDice", "CSodium", crypto]),
        House.library("Ledger", ["Almanac", crypto]),
        House.library("LedgerSQLite", ["Ledger", "Almanac", crypto, grdb, sqlite]),
        House.library("Vault", ["Ledger", "Almanac", "CSodium", crypto]),
        House.library("Procedures", ["Almanac", yams], resources: [.copy("Shipped")]),
        House.library("Notes", ["Almanac"]),
        House.library("Channels", ["Almanac", "CCurlShim", "CCurl", subprocess]),
        House.library("Safeguarding", ["Almanac", "Ledger", "Vault", "Procedures", crypto, grdb, logging]),
        House.library(
            "Web",
            [
                "Almanac", "HTML", "Ledger", "Vault", "Procedures", "Notes", "Channels", "Safeguarding", crypto,
                hummingbird, logging,
            ],
            resources: [.copy("Site/Assets")]
        ),
        House.program(
            "safeloop",
            [
                "Almanac", "Finder", "Ledger", "LedgerSQLite", "Vault", "Procedures", "Notes", "Channels",
                "Safeguarding", "Web", arguments, hummingbird, logging,
            ]
        ),
        House.tests("Almanac"),
        House.tests("HTML"),
        House.tests("Finder", ["CDice", crypto, subprocess, system], exclude: ["Python"]),
        House.tests("Ledger", ["LedgerSQLite", "LedgerTestTool", "Almanac", crypto, grdb, subprocess, system]),
        House.program("LedgerTestTool", ["Ledger", "LedgerSQLite", "Almanac", crypto], path: "Tests/LedgerTestTool"),
        House.program(
            "LedgerBenchmark",
            ["Ledger", "LedgerSQLite", "Almanac", grdb, sqlite],
            path: "Benchmarks/LedgerAppend"
        ),
        House.program(
            "ReadingsBenchmark",
            ["Safeguarding", "Ledger", "LedgerSQLite", "Almanac", grdb, sqlite],
            path: "Benchmarks/Readings"
        ),
        House.program(
            "MattersFill",
            ["Safeguarding", "Procedures", "Vault", "Ledger", "LedgerSQLite", "Almanac"],
            path: "Benchmarks/Matters"
        ),
        House.program("SnapshotBenchmark", ["Finder", crypto], path: "Benchmarks/Finder/Snapshot"),
        House.tests("Vault", ["Ledger", "LedgerSQLite", "Almanac", crypto]),
        House.tests("Procedures", ["Almanac"]),
        House.tests("Notes", ["Almanac", "Channels"], resources: [.copy("Fixtures")]),
        House.tests("Channels", ["Almanac", "CCurl", "CCurlShim", subprocess, system], exclude: ["Python"]),
        House.tests("Safeguarding", ["Procedures", "Ledger", "Vault", "Almanac", crypto, grdb]),
        House.tests(
            "Web",
            [
                "Safeguarding", "Procedures", "Channels", "Ledger", "Vault", "HTML", "Almanac", hummingbird, embedded,
                logging,
                memoryLogging,
            ],
            exclude: ["matrix.txt"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
