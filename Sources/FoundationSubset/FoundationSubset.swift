// The part of Foundation that needs no tables of languages and regions: on Linux a module of its own, without which an idle shim would hold
// megabytes more. `@_exported` hands its names on, as in CLibrary.

#if canImport(FoundationEssentials)
    @_exported public import FoundationEssentials
#else
    @_exported public import Foundation
#endif
