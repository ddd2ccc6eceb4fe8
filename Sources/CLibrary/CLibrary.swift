// The C library under one name, whichever it is: the calls of POSIX, and `CLibrary.send` where a name alone would mean something else.
//
// `@_exported` hands the names on: without it each file would choose among the three modules by itself, and `CLibrary.send` would name
// nothing. Swift has no attribute for this without an underscore yet.

#if canImport(Glibc)
    @_exported public import Glibc
#elseif canImport(Musl)
    @_exported public import Musl
#else
    @_exported public import Darwin
#endif
