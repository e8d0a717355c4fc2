/* One client: connects, upgrades, says its first words, and then what it is told. */

#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INBOX = 32 << 20, PER_ADDRESS = 8000, SEGMENT = 1400 };

static const uint64_t RETRY = 1000000000;
static char inbox[INBOX + 1];

static void watch(struct connection *connection, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = connection};
    epoll_ctl(poll_fd, operation, connection->fd, &event);
}

/* Requests and frames are small and seldom: what does not fit into the kernel's buffer at once
 * means that the server does not read, and is an end. */
static bool write_all(struct connection *connection, const char *data, size_t size)
{
    if (send(connection->fd, data, size, MSG_NOSIGNAL) == (ssize_t)size)
        return true;
    connection_lose(connection, 1006);
    return false;
}

/* From 127.0.0.2 on, so that no address runs out of ports. */
static struct sockaddr_in own_address(const struct connection *connection)
{
    uint32_t index = (uint32_t)(connection - connection->group->connections);
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + index / PER_ADDRESS),
    };
}

bool connection_open(struct connection *connection)
{
    const struct group *group = connection->group;
    struct sockaddr_in own = own_address(connection), server = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)group->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (group->buffer) {
        /* With segments as on a real network: of loopback's the kernel buffers megabytes. */
        int segment = SEGMENT;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &group->buffer, sizeof group->buffer);
        setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
    }
    if (bind(fd, (struct sockaddr *)&own, sizeof own) < 0 ||
        (connect(fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS)) {
        close(fd);
        return false;
    }
    connection->fd = fd;
    connection->state = CONNECTING;
    connection->frames = connection->kept = 0;
    connection->group->closed--;
    connection->group->opening++;
    watch(connection, EPOLL_CTL_ADD, EPOLLOUT);
    return true;
}

void connection_writable(struct connection *connection)
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) {
        connection_lose(connection, 1006);
        return;
    }
    connection_listen(connection, true);
    if (connection->script.head.size == 0) {
        connection_ready(connection);
        return;
    }
    connection->state = UPGRADING;
    write_all(connection, connection->script.head.at, connection->script.head.size);
}

void connection_listen(struct connection *connection, bool listens)
{
    watch(connection, EPOLL_CTL_MOD, listens ? EPOLLIN : 0);
}

void connection_ready(struct connection *connection)
{
    if (connection->state == READY)
        return;
    connection->state = READY;
    connection->group->opening--;
    connection->group->ready++;
}

static void hang_up(struct connection *connection)
{
    /* A reset leaves nothing waiting in the kernel, on either side. */
    struct linger reset = {.l_onoff = 1};
    setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(connection->fd);
    free(connection->rest);
    connection->rest = NULL;
    connection->kept = 0;
}

void connection_close(struct connection *connection)
{
    if (connection->state != CLOSED && connection->state != LOST)
        hang_up(connection);
    connection->state = CLOSED;
}

/* Not admitted (yet): it comes again, not all of them at the same moment. */
static void refuse(struct connection *connection, uint64_t after)
{
    hang_up(connection);
    seen.refused++;
    connection->state = CLOSED;
    connection->group->opening--;
    connection->group->closed++;
    connection->retry_at = now() + after / 2 + (uint64_t)random() % after;
}

void connection_lose(struct connection *connection, int close_code)
{
    if (connection->state < READY) {
        refuse(connection, RETRY);
        return;
    }
    hang_up(connection);
    seen.lost++;
    seen.close_code = close_code;
    connection->state = LOST;
    connection->group->ready--;
    if (connection->said_at)
        connection->group->finished++;
}

/* The server's answer to the request that upgrades: returns its size, 0 when it is not whole. */
static long upgrade(struct connection *connection, char *data, size_t size)
{
    char *end = memmem(data, size, "\r\n\r\n", 4);
    if (end == NULL)
        return 0;
    if (size < 12 || memcmp(data + 9, "101", 3) != 0) {
        *end = 0;
        char *after = strcasestr(data, "\r\nretry-after:");
        uint64_t seconds = after ? strtoull(after + 14, NULL, 10) : 0;
        if (seen.refused == 0)
            fprintf(stderr, "first refusal: %s\n", data);
        refuse(connection, seconds ? seconds * 1000000000 : RETRY);
        return -1;
    }
    connection->state = OPENING;
    write_all(connection, connection->script.first.at, connection->script.first.size);
    return end + 4 - data;
}

static long take(struct connection *connection, char *data, size_t size)
{
    long taken = 0;
    if (connection->script.head.size == 0)
        return responses_take(connection, data, size);
    if (connection->state == UPGRADING && (taken = upgrade(connection, data, size)) <= 0)
        return taken;
    if (connection->state != OPENING && connection->state != READY)
        return -1;
    long more = frames_take(connection, data + taken, size - (size_t)taken);
    return more < 0 ? -1 : taken + more;
}

void connection_readable(struct connection *connection, size_t most)
{
    size_t kept = connection->kept, room = INBOX - kept;
    if (kept)
        memcpy(inbox, connection->rest, kept);
    ssize_t got = recv(connection->fd, inbox + kept, most < room ? most : room, 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        connection_lose(connection, 1006);
        return;
    }
    seen.reads++;
    size_t size = kept + (size_t)got;
    long taken = take(connection, inbox, size);
    if (connection->state == CLOSED || connection->state == LOST)
        return;
    if (taken < 0) {
        connection_lose(connection, 1002);
        return;
    }
    connection->kept = (uint32_t)(size - (size_t)taken);
    if (connection->kept) {
        connection->rest = realloc(connection->rest, connection->kept);
        memcpy(connection->rest, inbox + taken, connection->kept);
    } else {
        free(connection->rest);
        connection->rest = NULL;
    }
}

/* Masked with zeros, which is as good a key as any and leaves the text as it is. */
void connection_answer(struct connection *connection, int opcode, const char *text, size_t size)
{
    char frame[6 + 125] = {(char)(128 | opcode), (char)(128 | size)};
    if (size > 125)
        return;
    memcpy(frame + 6, text, size);
    write_all(connection, frame, 6 + size);
}

bool connection_say(struct connection *connection)
{
    static uint64_t ids;
    char copy[4096], id[17];
    struct bytes say = connection->script.say;
    if (say.size > sizeof copy)
        return false;
    memcpy(copy, say.at, say.size);
    char *place = memmem(copy, say.size, "################", 16);
    if (place != NULL) {
        ids = ids ? ids + 1 : now();
        snprintf(id, sizeof id, "%016llx", (unsigned long long)ids);
        memcpy(place, id, 16);
    }
    connection->said_at = now();
    connection->answered = false;
    return write_all(connection, copy, say.size);
}

/* The answer that it waited for is whole. */
void connection_ended(struct connection *connection, uint64_t at)
{
    if (connection->said_at == 0)
        return;
    histogram_add(&seen.end, at - connection->said_at);
    connection->said_at = 0;
    if (at < connection->group->requests_until)
        connection_say(connection);
    else
        connection->group->finished++;
}
