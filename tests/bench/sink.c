/* A fast SMTP sink for the bench: one thread, epoll, PIPELINING; accepts everything and any login, keeps nothing.
   usage: sink PORT   (loopback only) */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE = 1024, OUT = 65536, IN = 262144 };

struct client {
    int fd;
    int in_data;
    unsigned tail;          /* the last four octets of content, to find CRLF . CRLF */
    size_t line_length;
    char line[LINE];
    size_t out_length;
    char out[OUT];
};

static const unsigned AT_LINE_START = 0x0d0a;       /* as if a CRLF stood before the content */
static char incoming[IN];

static void say(struct client *c, const char *text) {
    size_t length = strlen(text);
    if (c->out_length + length <= OUT) {
        memcpy(c->out + c->out_length, text, length);
        c->out_length += length;
    }
}

static int obey(struct client *c) {
    if (!strncasecmp(c->line, "EHLO", 4))
        say(c, "250-sink\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250-8BITMIME\r\n250 SIZE 0\r\n");
    else if (!strncasecmp(c->line, "DATA", 4)) {
        say(c, "354 go ahead\r\n");
        c->in_data = 1;
        c->tail = AT_LINE_START;
    } else if (!strncasecmp(c->line, "AUTH", 4))
        say(c, "235 ok\r\n");
    else if (!strncasecmp(c->line, "QUIT", 4)) {
        say(c, "221 bye\r\n");
        return 0;
    } else
        say(c, "250 ok\r\n");
    return 1;
}

/* Content up to its final dot; how many octets of `data` that was. */
static size_t swallow(struct client *c, const char *data, size_t length) {
    size_t at = 0;
    while (at < length) {
        if (c->tail != AT_LINE_START && (c->tail & 0xffff) != AT_LINE_START && (c->tail & 0xff) != '.' &&
            (c->tail & 0xff) != '\r') {
            const char *cr = memchr(data + at, '\r', length - at);
            if (!cr) {
                c->tail = 0;
                return length;
            }
            at = (size_t)(cr - data);
        }
        c->tail = (c->tail << 8) | (unsigned char)data[at++];
        if ((c->tail & 0xffffff) == 0x2e0d0a && (c->tail >> 24) == '\n') {
            c->in_data = 0;
            say(c, "250 ok\r\n");
            return at;
        }
    }
    return at;
}

static int feed(struct client *c, const char *data, size_t length) {
    size_t at = 0;
    while (at < length) {
        if (c->in_data) {
            at += swallow(c, data + at, length - at);
            continue;
        }
        char octet = data[at++];
        if (octet == '\n') {
            c->line[c->line_length] = 0;
            c->line_length = 0;
            if (!obey(c))
                return 0;
        } else if (octet != '\r' && c->line_length < LINE - 1)
            c->line[c->line_length++] = octet;
    }
    return 1;
}

static int serve(struct client *c) {
    ssize_t length = read(c->fd, incoming, IN);
    if (length < 0)
        return errno == EAGAIN || errno == EINTR;
    int goes_on = length > 0 && feed(c, incoming, (size_t)length);
    size_t sent = 0;
    while (sent < c->out_length) {
        ssize_t n = write(c->fd, c->out + sent, c->out_length - sent);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return 0;
        sent += n > 0 ? (size_t)n : 0;
    }
    c->out_length = 0;
    return goes_on;
}

int main(int argc, char **argv) {
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    here.sin_port = htons((unsigned short)atoi(argc > 1 ? argv[1] : "0"));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 1000)) {
        perror("sink");
        return 1;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[64];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poll, events, 64, -1);
        for (int i = 0; i < ready; i++) {
            struct client *c = events[i].data.ptr;
            if (!c) {
                c = calloc(1, sizeof *c);
                c->fd = accept(listener, NULL, NULL);
                fcntl(c->fd, F_SETFL, O_NONBLOCK);
                setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                say(c, "220 sink\r\n");
                if (write(c->fd, c->out, c->out_length) < 0)
                    perror("sink");
                c->out_length = 0;
                struct epoll_event its = {.events = EPOLLIN, .data.ptr = c};
                epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &its);
            } else if (!serve(c)) {
                close(c->fd);
                free(c);
            }
        }
    }
}
