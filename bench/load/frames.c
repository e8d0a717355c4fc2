/* What servers send: WebSocket frames, and HTTP responses with a length. */

#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

static uint64_t big_endian(const unsigned char *at, int size)
{
    uint64_t value = 0;
    for (int index = 0; index < size; index++)
        value = value << 8 | at[index];
    return value;
}

/* Each delta says `token` and a digit. Without branches, so that the compiler uses vectors. */
static uint64_t count_deltas(const char *text, size_t size)
{
    uint64_t found = 0;
    for (size_t at = 0; at + 6 <= size; at++)
        found += (text[at] == 't') & (text[at + 1] == 'o') & (text[at + 2] == 'k') &
                 (text[at + 3] == 'e') & (text[at + 4] == 'n') &
                 ((unsigned char)(text[at + 5] - '0') < 10);
    return found;
}

/* Deltas of the bench's own handler say when they were written: `token7@123456789 `. */
static void note_lag(const char *text, size_t size, uint64_t at)
{
    const char *stamp = memmem(text, size, "token", 5);
    if (stamp == NULL)
        return;
    size_t left = size - (size_t)(stamp - text);
    stamp = memchr(stamp, '@', left < 16 ? left : 16);
    if (stamp != NULL)
        histogram_add(&seen.lag, at - strtoull(stamp + 1, NULL, 10));
}

static void take_delta(struct connection *connection, const char *text, size_t size)
{
    uint64_t at = now();
    seen.deltas += count_deltas(text, size);
    note_lag(text, size, at);
    if (connection->said_at && !connection->answered) {
        connection->answered = true;
        histogram_add(&seen.first, at - connection->said_at);
    }
}

static void pong(struct connection *connection)
{
    char text[128];
    int size = snprintf(text, sizeof text,
                        "{\"v\":1,\"type\":\"session.pong\",\"id\":\"pong%012u\","
                        "\"payload\":{\"ack\":%u}}",
                        connection->frames, connection->frames);
    connection_answer(connection, TEXT, text, (size_t)size);
}

/* The message's type stands near its beginning, before anything that could look like it. */
static void take_text(struct connection *connection, const char *text, size_t size)
{
    static const char mark[] = "\"type\":\"";
    connection->frames++;
    seen.frames++;
    seen.bytes += size;
    const char *type = memmem(text, size < 256 ? size : 256, mark, sizeof mark - 1);
    if (type == NULL)
        return;
    type += sizeof mark - 1;
    size_t left = size - (size_t)(type - text);
#define IS(name) (left >= sizeof name && memcmp(type, name, sizeof name - 1) == 0)
    if (IS("turn.delta"))
        take_delta(connection, type, left);
    else if (IS("turn.end") && ++seen.ends)
        connection_ended(connection, now());
    else if (IS("ack") && ++seen.acks)
        connection_ended(connection, now());
    else if (IS("session.resumed") && ++seen.resumed)
        connection_ready(connection);
    else if (IS("thread.snapshot"))
        seen.snapshots++;
    else if (IS("session.ping"))
        pong(connection);
    else if (IS("error.") && seen.errors++ == 0)
        fprintf(stderr, "first error: %.*s\n", (int)(size < 400 ? size : 400), text);
#undef IS
}

long frames_take(struct connection *connection, char *data, size_t size)
{
    size_t at = 0;
    while (size - at >= 2) {
        const unsigned char *frame = (unsigned char *)data + at;
        int head = frame[1] < 126 ? 2 : frame[1] == 126 ? 4 : 10;
        if (size - at < (size_t)head)
            break;
        uint64_t length = head == 2 ? frame[1] : big_endian(frame + 2, head - 2);
        if (length > size - at - (size_t)head)
            break;
        char *payload = data + at + head;
        int opcode = frame[0] & 15;
        at += (size_t)head + length;
        if (opcode == TEXT && frame[0] & 128)
            take_text(connection, payload, length);
        else if (opcode == PING)
            connection_answer(connection, PONG, payload, length);
        else if (opcode == CLOSE)
            connection_lose(connection,
                            length >= 2 ? (int)big_endian((unsigned char *)payload, 2) : 1005);
        else if (opcode != PONG)
            return -1; /* a fragment or a binary frame: no measured server makes any */
        if (connection->state != OPENING && connection->state != READY)
            break;
    }
    return (long)at;
}

long responses_take(struct connection *connection, char *data, size_t size)
{
    size_t at = 0;
    for (;;) {
        char *end = memmem(data + at, size - at, "\r\n\r\n", 4);
        if (end == NULL)
            return (long)at;
        *end = 0; /* the head's last line ends as a string; it is not read again */
        char *length = strcasestr(data + at, "\r\ncontent-length:");
        if (length == NULL || strncmp(data + at, "HTTP/1.1 200", 12) != 0)
            return -1;
        size_t body = strtoul(length + 17, NULL, 10), whole = (size_t)(end + 4 - (data + at)) + body;
        *end = '\r';
        if (size - at < whole)
            return (long)at;
        at += whole;
        seen.frames++;
        seen.bytes += body;
        connection_ended(connection, now());
    }
}
