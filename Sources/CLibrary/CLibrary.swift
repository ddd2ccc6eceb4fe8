// The C library under one name, whichever it is: the calls of POSIX, and `CLibrary.send` where a name alone would mean something else.

#if canImport(Glibc)
    @_exported public import Glibc
#elseif canImport(Musl)
    @_exported public import Musl
#else
    @_exported public import Darwin
#endif
