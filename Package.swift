// swift-tools-version: 6.2

import PackageDescription

/// One strict setting for every target of ours; dependencies are unaffected.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let crypto: [Target.Dependency] = [
  .product(name: "Crypto", package: "swift-crypto"),
  .product(name: "CryptoExtras", package: "swift-crypto"),
]
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [])
  -> Target
{
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [])
  -> Target
{
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "motcua",
  products: [
    .library(name: "FormEngine", targets: ["FormEngine"]),
    .executable(name: "motcua", targets: ["motcua"]),
    .executable(name: "motcua-hub", targets: ["motcua-hub"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(
      url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev", "libssl-dev"])]),
    .systemLibrary(
      name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(
      name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

    library("FormEngine", [], exclude: ["README.md"]),
    library("Dossiers", ["FormEngine"]),
    library("Identity", crypto),
    library("Sync", ["Dossiers", "Identity", "CZstd"]),
    library("Documents", ["Dossiers", "CPango", "CQREncode"]),
    library("DossierStore", ["Sync", "FormEngine", "Dossiers", "Identity", grdb]),
    library("HTTPClient", ["CCurl"]),
    library(
      "SyncAgent", ["DossierStore", "Sync", "Identity", "HTTPClient", logging, lifecycle]),
    library("Printing", ["DossierStore", "Dossiers", "Identity", "HTTPClient", lifecycle]),
    library(
      "Counter", ["DossierStore", "Documents", "FormEngine", "Dossiers", "Identity", "Sync"]),
    library(
      "KioskServer",
      ["FormEngine", "Dossiers", hummingbird, mustache, logging, lifecycle]),
    library(
      "KioskDesk",
      [
        "KioskServer", "Counter", "Printing", "SyncAgent", "HTTPClient", "DossierStore",
        "Documents", "FormEngine", "Dossiers", "Identity", "Sync",
      ]),
    library("Authoring", ["Counter", "FormEngine", "Dossiers", "Identity"]),
    library("Hub", ["Sync", "Identity", "Dossiers", grdb]),
    library(
      "HubServer",
      ["Hub", "Documents", "FormEngine", hummingbird, mustache, logging, lifecycle]),
    .executableTarget(
      name: "motcua",
      dependencies: [
        "KioskDesk", "Authoring", "Counter", "Dossiers", arguments, logging, lifecycle,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "motcua-hub", dependencies: ["HubServer", arguments, logging, lifecycle],
      swiftSettings: strict),

    .target(name: "CFaultVFS", linkerSettings: [.linkedLibrary("sqlite3")]),
    library("Simulator", ["Sync", "DossierStore", "Hub", "Dossiers", "Identity", "CFaultVFS"]),
    .executableTarget(
      name: "motcua-sim", dependencies: ["Simulator", arguments], swiftSettings: strict),

    .executableTarget(
      name: "motcua-measure",
      dependencies: [
        "Counter", "Documents", "DossierStore", "Hub", "HTTPClient", "Sync", "FormEngine",
        "Dossiers", "Identity", grdb,
      ],
      swiftSettings: strict),

    tests("FormEngineTests", ["FormEngine"], exclude: ["Oracle", "Golden"]),
    tests(
      "DossiersTests", ["Dossiers"],
      exclude: ["heldout-questions.json", "life-cycle.tsv", "questions.json"]),
    tests("IdentityTests", ["Identity"]),
    tests("SyncTests", ["Sync", "Dossiers", "Identity"], exclude: ["Fixtures"]),
    tests("DocumentsTests", ["Documents"]),
    tests("DossierStoreTests", ["DossierStore", "Sync", "Dossiers", "Identity", grdb]),
    tests("HubTests", ["Hub", "HubServer", "Sync", "FormEngine", "Dossiers", "Identity"]),
    tests(
      "CounterTests",
      ["Counter", "DossierStore", "Documents", "FormEngine", "Dossiers", "Identity", "Sync"]),
    tests(
      "SyncAgentTests",
      [
        "KioskDesk", "SyncAgent", "HTTPClient", "Counter", "DossierStore", "FormEngine", "Hub",
        "HubServer", "Dossiers", "Identity", "Sync", logging,
      ]),
    tests(
      "PrintingTests",
      [
        "Printing", "DossierStore", "Simulator", "CFaultVFS", "Dossiers", "Identity", "Sync",
      ]),
    tests("AuthoringTests", ["Authoring", "FormEngine", "Dossiers"]),
    tests(
      "SimulatorTests",
      ["Simulator", "CFaultVFS", "DossierStore", "Hub", "Sync", "Dossiers", "Identity", grdb]),
    tests("KioskServerTests", ["KioskServer", "Dossiers", "FormEngine", hummingbird]),
    tests("RecoveryTests", ["Hub", "DossierStore", "Sync", "Dossiers", "Identity", grdb]),
  ],
  swiftLanguageModes: [.v6]
)

// `script/lib.sh` names here what is optimised in debug builds, too: most of the time of the tests is
// spent there. A package others may use must not say so by itself.
let optimized = Context.environment["MOTCUA_OPTIMIZED"]?.split(separator: " ").map(String.init)
for target in package.targets where optimized?.contains(target.name) == true {
  target.swiftSettings = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]
}

// Only `script/fuzz` sets this, to libFuzzer's library; no other build has anything of it.
if let runtime = Context.environment["MOTCUA_FUZZ_RUNTIME"] {
  let fuzzed = ["FormEngine", "Identity", "Sync"]
  for target in package.targets where fuzzed.contains(target.name) {
    target.swiftSettings = strict + [.unsafeFlags(["-sanitize=fuzzer"])]
  }
  package.targets.append(
    .executableTarget(
      name: "motcua-fuzz", dependencies: fuzzed.map { .target(name: $0) }, path: "Tests/Fuzz",
      exclude: ["Dictionaries"], swiftSettings: strict,
      linkerSettings: [.unsafeFlags([runtime]), .linkedLibrary("stdc++")]))
}
