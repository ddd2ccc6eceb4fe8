/* The least that can be done with libssh2: forwards TCP connections, one after the other, through one SSH session.
 *
 * It logs in with a key, listens on a loopback port, and carries each connection over a direct-tcpip channel with one
 * loop around poll(2). It is what the tunnel's throughput is measured against; `ssh -L` has a faster cipher of its own.
 */

#define _DEFAULT_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libssh2.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024 };

static const char CIPHER[] = "aes128-ctr";

/* Bytes on their way in one direction: read, and not yet written. */
struct pipe {
    char bytes[BLOCK];
    size_t from, to;
    int has_ended;
};

static void fail(const char *what, LIBSSH2_SESSION *session) {
    char *reason = NULL;
    if (session != NULL) libssh2_session_last_error(session, &reason, NULL, 0);
    fprintf(stderr, "libssh2-copy: %s: %s\n", what, reason != NULL ? reason : strerror(errno));
    exit(1);
}

static struct sockaddr_in loopback(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void send_at_once(int number) {
    int on = 1;
    if (setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) fail("TCP_NODELAY", NULL);
}

static void make_nonblocking(int number) {
    if (fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) != 0) fail("O_NONBLOCK", NULL);
}

static int connect_to(const char *port) {
    struct sockaddr_in address = loopback(port);
    int number = socket(AF_INET, SOCK_STREAM, 0);
    if (number < 0 || connect(number, (struct sockaddr *)&address, sizeof address) != 0) fail("connect", NULL);
    send_at_once(number);
    return number;
}

static int listen_on(const char *port) {
    struct sockaddr_in address = loopback(port);
    int number = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (number < 0 || setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) fail("socket", NULL);
    if (bind(number, (struct sockaddr *)&address, sizeof address) != 0 || listen(number, 16) != 0) fail("listen", NULL);
    return number;
}

static void check_host_key(LIBSSH2_SESSION *session, const char *path, const char *port) {
    size_t length = 0;
    int type = 0;
    const char *key = libssh2_session_hostkey(session, &length, &type);
    LIBSSH2_KNOWNHOSTS *known = libssh2_knownhost_init(session);
    if (key == NULL || known == NULL) fail("host key", session);
    if (libssh2_knownhost_readfile(known, path, LIBSSH2_KNOWNHOST_FILE_OPENSSH) < 0) fail(path, session);
    int kinds = LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW;
    if (libssh2_knownhost_checkp(known, "127.0.0.1", atoi(port), key, length, kinds, NULL) != LIBSSH2_KNOWNHOST_CHECK_MATCH) {
        fputs("libssh2-copy: the host key is not the known one\n", stderr);
        exit(1);
    }
    libssh2_knownhost_free(known);
}

static LIBSSH2_SESSION *log_in(int ssh, const char *port, const char *user, const char *key, const char *known_hosts) {
    LIBSSH2_SESSION *session = libssh2_session_init();
    if (session == NULL) fail("out of memory", NULL);
    /* The fastest of its ciphers, on both ways, as the tunnel has it. */
    if (libssh2_session_method_pref(session, LIBSSH2_METHOD_CRYPT_CS, CIPHER) != 0) fail("cipher", session);
    if (libssh2_session_method_pref(session, LIBSSH2_METHOD_CRYPT_SC, CIPHER) != 0) fail("cipher", session);
    if (libssh2_session_handshake(session, ssh) != 0) fail("key exchange", session);
    check_host_key(session, known_hosts, port);
    if (libssh2_userauth_publickey_fromfile(session, user, NULL, key, "") != 0) fail("login", session);
    return session;
}

/* Moves bytes from the local socket to the channel, as far as both let it. Gives whether anything moved. */
static int upload(LIBSSH2_SESSION *session, LIBSSH2_CHANNEL *channel, int local, struct pipe *pipe) {
    int moved = 0;
    if (pipe->from == pipe->to && !pipe->has_ended) {
        ssize_t count = recv(local, pipe->bytes, BLOCK, 0);
        if (count < 0 && errno != EAGAIN) fail("recv", NULL);
        pipe->has_ended = count == 0;
        pipe->from = 0;
        pipe->to = count > 0 ? (size_t)count : 0;
        if (count == 0 && libssh2_channel_send_eof(channel) == LIBSSH2_ERROR_EAGAIN) pipe->has_ended = 0;
        moved = pipe->has_ended;
    }
    while (pipe->from < pipe->to) {
        ssize_t count = libssh2_channel_write(channel, pipe->bytes + pipe->from, pipe->to - pipe->from);
        /* 0 is a window that is used up. */
        if (count == LIBSSH2_ERROR_EAGAIN || count == 0) break;
        if (count < 0) fail("channel write", session);
        pipe->from += (size_t)count;
        moved = 1;
    }
    return moved;
}

/* Moves bytes from the channel to the local socket, as far as both let it. Gives whether anything moved. */
static int download(LIBSSH2_SESSION *session, LIBSSH2_CHANNEL *channel, int local, struct pipe *pipe) {
    int moved = 0;
    if (pipe->from == pipe->to && !pipe->has_ended) {
        ssize_t count = libssh2_channel_read(channel, pipe->bytes, BLOCK);
        if (count < 0 && count != LIBSSH2_ERROR_EAGAIN) fail("channel read", session);
        pipe->has_ended = count == 0 && libssh2_channel_eof(channel);
        pipe->from = 0;
        pipe->to = count > 0 ? (size_t)count : 0;
        if (pipe->has_ended) shutdown(local, SHUT_WR);
        moved = pipe->has_ended;
    }
    while (pipe->from < pipe->to) {
        ssize_t count = send(local, pipe->bytes + pipe->from, pipe->to - pipe->from, 0);
        if (count < 0 && errno == EAGAIN) break;
        if (count < 0) fail("send", NULL);
        pipe->from += (size_t)count;
        moved = 1;
    }
    return moved;
}

/* Carries one connection until both sides have ended, or the client is gone. */
static void carry(LIBSSH2_SESSION *session, LIBSSH2_CHANNEL *channel, int ssh, int local) {
    static struct pipe up, down;
    up.from = up.to = down.from = down.to = 0;
    up.has_ended = down.has_ended = 0;
    while (!up.has_ended || !down.has_ended) {
        int moved = upload(session, channel, local, &up);
        moved |= download(session, channel, local, &down);
        if (moved) continue;
        int blocked = libssh2_session_block_directions(session);
        struct pollfd ends[2] = {{.fd = ssh, .events = POLLIN}, {.fd = local}};
        if (blocked & LIBSSH2_SESSION_BLOCK_OUTBOUND) ends[0].events |= POLLOUT;
        if (up.from == up.to && !up.has_ended) ends[1].events |= POLLIN;
        if (down.from < down.to) ends[1].events |= POLLOUT;
        if (ends[1].events == 0) ends[1].fd = -1;
        if (poll(ends, 2, -1) < 0 && errno != EINTR) fail("poll", NULL);
    }
}

int main(int count, char **arguments) {
    if (count != 7) {
        fputs("usage: libssh2-copy SSH-PORT USER KEY-FILE KNOWN-HOSTS-FILE LISTEN-PORT TARGET-PORT (all on 127.0.0.1)\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    if (libssh2_init(0) != 0) fail("libssh2 cannot be initialized", NULL);
    int ssh = connect_to(arguments[1]);
    LIBSSH2_SESSION *session = log_in(ssh, arguments[1], arguments[2], arguments[3], arguments[4]);
    int listener = listen_on(arguments[5]);
    for (;;) {
        int local = accept(listener, NULL, NULL);
        if (local < 0) fail("accept", NULL);
        libssh2_session_set_blocking(session, 1);
        /* With libssh2's own window of 2 MiB, which it widens by itself; a larger one made no difference on one machine. */
        LIBSSH2_CHANNEL *channel = libssh2_channel_direct_tcpip(session, "127.0.0.1", atoi(arguments[6]));
        if (channel == NULL) fail("open", session);
        send_at_once(local);
        make_nonblocking(local);
        libssh2_session_set_blocking(session, 0);
        carry(session, channel, ssh, local);
        libssh2_session_set_blocking(session, 1);
        libssh2_channel_free(channel);
        close(local);
    }
}
