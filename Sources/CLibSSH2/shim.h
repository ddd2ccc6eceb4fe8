#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <libssh2.h>
#include <stdlib.h>

// What Swift cannot import of libssh2: casts of function pointers, and a structure whose layout depends on the version that is loaded.

/// Whether the loaded library is at least this version: a number such as 0x010b00 (libssh2_version(3)).
static inline bool tunnel_ssh2_is_at_least(int version) {
    return libssh2_version(version) != NULL;
}

typedef ssize_t (*tunnel_ssh2_receive)(int socket, void *buffer, size_t length, int flags, void **abstract);
typedef ssize_t (*tunnel_ssh2_send)(int socket, const void *buffer, size_t length, int flags, void **abstract);
typedef void (*tunnel_ssh2_disconnect)(
    LIBSSH2_SESSION *session, int reason, const char *message, int message_length,
    const char *language, int language_length, void **abstract);

// libssh2 keeps every callback as an untyped pointer and casts it back; 1.11.1 gave the setter another name and type.
static inline void tunnel_ssh2_set_callback(LIBSSH2_SESSION *session, int kind, void (*callback)(void)) {
#if LIBSSH2_VERSION_NUM >= 0x010b01
    libssh2_session_callback_set2(session, kind, callback);
#else
    libssh2_session_callback_set(session, kind, (void *)callback);
#endif
}

static inline void tunnel_ssh2_set_transport(
    LIBSSH2_SESSION *session, tunnel_ssh2_receive receive, tunnel_ssh2_send send, tunnel_ssh2_disconnect disconnect) {
    tunnel_ssh2_set_callback(session, LIBSSH2_CALLBACK_RECV, (void (*)(void))receive);
    tunnel_ssh2_set_callback(session, LIBSSH2_CALLBACK_SEND, (void (*)(void))send);
    tunnel_ssh2_set_callback(session, LIBSSH2_CALLBACK_DISCONNECT, (void (*)(void))disconnect);
}

/// How long libssh2 waits for an answer before it gives up, where it can be told: before 1.11.0 it is 60 s.
static inline void tunnel_ssh2_set_answer_timeout(LIBSSH2_SESSION *session, long seconds) {
#if LIBSSH2_VERSION_NUM >= 0x010b00
    libssh2_session_set_read_timeout(session, seconds);
#endif
}

/// Memory that libssh2 frees by itself: with free(3), as long as a session has no allocator of its own.
static inline void *tunnel_ssh2_memory(size_t size) { return malloc(size); }

/// One prompt of keyboard-interactive authentication.
typedef struct tunnel_ssh2_prompt {
    const uint8_t *text;
    size_t length;
    bool echoes;
} tunnel_ssh2_prompt;

// 1.11.0 widened `length` from unsigned int to size_t under the same name of the shared library. The header that we are
// built with does not tell which layout the loaded library writes; its version does.
static inline tunnel_ssh2_prompt tunnel_ssh2_prompt_at(const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts, int index) {
    struct narrow { const uint8_t *text; unsigned int length; unsigned char echo; };
    struct wide { const uint8_t *text; size_t length; unsigned char echo; };
    tunnel_ssh2_prompt prompt;
    if (tunnel_ssh2_is_at_least(0x010b00)) {
        const struct wide *given = (const struct wide *)(const void *)prompts + index;
        prompt.text = given->text;
        prompt.length = given->length;
        prompt.echoes = given->echo != 0;
    } else {
        const struct narrow *given = (const struct narrow *)(const void *)prompts + index;
        prompt.text = given->text;
        prompt.length = given->length;
        prompt.echoes = given->echo != 0;
    }
    return prompt;
}
