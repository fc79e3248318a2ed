// swift-tools-version:6.2
import PackageDescription

/// Settings that every Swift target of ours is built with.
///
/// Computed, because a stored constant is read before it is set when targets are declared.
var strict: [SwiftSetting] {
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]
}

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.byName(name: name)] + dependencies,
        resources: resources,
        swiftSettings: strict
    )
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

// The one list of who may touch which C library (checked by scripts/check-imports):
//   libsodium: Vault (and later Finder); libcurl: Channels through CCurlShim.
let systemLibraries: [Target] = [
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CCurlShim", dependencies: ["CCurl"]),
]

let package = Package(
    name: "safeloop",
    products: [.executable(name: "safeloop", targets: ["safeloop"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: systemLibraries + [
        library("Almanac"),
        library("HTML"),
        library("Ledger", ["Almanac", crypto]),
        library("LedgerSQLite", ["Ledger", "Almanac", crypto, grdb]),
        library("Vault", ["Ledger", "Almanac", "CSodium", crypto]),
        library("Procedures", ["Almanac"]),
        library("Notes", ["Almanac"]),
        library("Channels", ["Almanac", "CCurlShim", "CCurl", subprocess]),
        library("Safeguarding", ["Almanac", "Ledger", "Vault", "Procedures", crypto, grdb, logging]),
        library(
            "Web",
            ["Almanac", "HTML", "Ledger", "Vault", "Notes", "Safeguarding", crypto, hummingbird, logging],
            resources: [.copy("Site/Assets")]
        ),
        .executableTarget(
            name: "safeloop",
            dependencies: [
                "Almanac", "Ledger", "LedgerSQLite", "Vault", "Notes", "Channels", "Safeguarding", "Web", arguments,
                hummingbird,
                logging,
            ],
            swiftSettings: strict
        ),
        tests("Almanac"),
        tests("HTML"),
        tests("Ledger", ["LedgerSQLite", "Almanac", crypto]),
        tests("Vault", ["Ledger", "LedgerSQLite", "Almanac", crypto]),
        tests("Notes", ["Almanac"]),
        tests("Channels", ["Almanac"]),
        tests("Safeguarding", ["Ledger", "Vault", "Almanac"]),
        tests("Web", ["Safeguarding", "Ledger", "Vault", "HTML", "Almanac", hummingbirdTesting, hummingbird]),
    ],
    swiftLanguageModes: [.v6]
)
