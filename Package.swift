// swift-tools-version: 6.2

import PackageDescription

/// What every target of this package is compiled with. ARCHITECTURE.md says why.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
/// What is not on the way of each request and each event is compiled for size: an idle shim keeps in memory what its start has touched.
let small = settings + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioConcurrency: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")

let package = Package(
    name: "argo-shim",
    platforms: [.macOS(.v14)],
    products: [
        .executable(name: "argo-shim", targets: ["CLI"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.7.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibSSH2",
            pkgConfig: "libssh2",
            providers: [.apt(["libssh2-1-dev"]), .brew(["libssh2"])]
        ),
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .target(name: "CLibrary", swiftSettings: settings),
        .target(name: "FoundationSubset", swiftSettings: settings),
        .target(name: "SystemSupport", dependencies: ["CLibrary", "FoundationSubset", systemPackage], swiftSettings: settings),
        .target(name: "LosslessJSON", swiftSettings: settings),
        .target(name: "Models", swiftSettings: settings),
        .target(name: "Translation", dependencies: ["LosslessJSON", "Models", "SystemSupport"], swiftSettings: settings),
        .target(
            name: "Relay", dependencies: ["FoundationSubset", "SystemSupport", crypto, nioConcurrency, nioCore, nioPosix],
            swiftSettings: small),
        .target(name: "Tunnel", dependencies: ["CLibSSH2", "SystemSupport", crypto, systemPackage], swiftSettings: settings),
        .target(
            name: "TokenSync", dependencies: ["FoundationSubset", "LosslessJSON", "Models", "SystemSupport", crypto, systemPackage],
            swiftSettings: small),
        .target(
            name: "Shim",
            dependencies: [
                "FoundationSubset", "LosslessJSON", "Models", "Relay", "SystemSupport", "TokenSync", "Translation", crypto, logging,
                lifecycle,
                nioConcurrency, nioCore, nioPosix, nioHTTP1, nioSSL, nioTLS, systemPackage,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "FakeArgo",
            dependencies: ["FoundationSubset", "LosslessJSON", "SystemSupport", asn1, crypto, nioCore, nioPosix, nioHTTP1, nioSSL, x509],
            swiftSettings: small
        ),
        .target(
            name: "Daemon",
            dependencies: [
                "FoundationSubset", "LosslessJSON", "Relay", "Shim", "SystemSupport", "TokenSync", "Tunnel", logging, lifecycle, signals,
                nioConcurrency, nioCore, nioPosix, systemPackage,
            ],
            swiftSettings: small
        ),
        .executableTarget(
            name: "CLI",
            dependencies: [
                "CLibYAML", "Daemon", "FakeArgo", "FoundationSubset", "LosslessJSON", "Models", "Relay", "Shim", "SystemSupport",
                "TokenSync",
                "Translation", "Tunnel", logging, lifecycle, signals, systemPackage, nioConcurrency, nioCore, nioHTTP1, nioPosix, nioSSL,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            // Links to the files in shell/, so that the program is one file and `shell-init` prints what stands there.
            resources: [.embedInCode("Shell/argo-shim.sh"), .embedInCode("Shell/argo-shim.fish")],
            swiftSettings: small
        ),
        .executableTarget(
            name: "StreamLatency",
            dependencies: [
                nioCore, nioHTTP1, nioPosix, nioSSL,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "bench/StreamLatency",
            swiftSettings: settings
        ),
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: settings),
        .testTarget(name: "LosslessJSONTests", dependencies: ["LosslessJSON", "SeededRandom"], swiftSettings: settings),
        .testTarget(name: "ModelsTests", dependencies: ["FakeArgo", "Models"], swiftSettings: settings),
        .testTarget(
            name: "SystemSupportTests", dependencies: ["SystemSupport", "SeededRandom", nioCore, nioPosix, systemPackage],
            swiftSettings: settings),
        .testTarget(
            name: "TranslationTests", dependencies: ["Translation", "LosslessJSON", "Models", "SeededRandom", "SystemSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "CLITests",
            dependencies: [
                "CLI", "Daemon", "LosslessJSON", "Models", "Shim", "SystemSupport", "TokenSync", "Tunnel", logging, systemPackage,
            ],
            exclude: ["Sessions"],
            swiftSettings: settings),
        .testTarget(
            name: "DaemonTests",
            dependencies: ["Daemon", "LosslessJSON", "Shim", "SystemSupport", "TokenSync", "Tunnel", logging, nioConcurrency],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["CLI", "Daemon", "FakeArgo", "LosslessJSON", "SystemSupport", "Tunnel", nioConcurrency],
            exclude: ["Clients", "HomeOfAllClients"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RelayTests", dependencies: ["Relay", "SeededRandom", nioConcurrency, nioCore, nioPosix],
            swiftSettings: settings),
        .testTarget(
            name: "TunnelTests", dependencies: ["Tunnel", "SeededRandom", "SystemSupport", crypto, systemPackage], swiftSettings: settings),
        .testTarget(
            name: "TokenSyncTests",
            dependencies: ["TokenSync", "LosslessJSON", "SeededRandom", "SystemSupport", systemPackage],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FakeArgoTests",
            dependencies: ["FakeArgo", "LosslessJSON", crypto, nioCore, nioHTTP1, nioPosix, nioSSL],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ShimTests",
            dependencies: [
                "Shim", "FakeArgo", "LosslessJSON", "Models", "Relay", "SeededRandom", "SystemSupport", "Translation", logging, lifecycle,
                nioConcurrency, nioCore,
                nioHTTP1,
                nioPosix, nioSSL,
            ],
            swiftSettings: settings
        ),
    ]
)
