/* The load generator: thousands of clients in one thread. See main.c for what it is told. */

#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times are nanoseconds of CLOCK_MONOTONIC, which servers on this machine read too. */
uint64_t now(void);

/* Durations in buckets 1.6 % wide. */
struct histogram {
    uint64_t count, greatest;
    uint32_t buckets[64 * 64];
};

void histogram_add(struct histogram *histogram, uint64_t nanoseconds);
double histogram_ms(const struct histogram *histogram, double share);

/* What has come since the last `reset`. A delta counts when its text arrives. */
#define COUNTERS(X)                                                                             \
    X(reads) X(frames) X(bytes) X(deltas) X(ends) X(resumed) X(snapshots) X(acks) X(errors)     \
    X(refused) X(lost)

struct counters {
#define X(name) uint64_t name;
    COUNTERS(X)
#undef X
    int close_code;              /* of the last connection that the server closed */
    struct histogram first, end; /* from a request to the first of its answer, and to the last */
    struct histogram lag;        /* of the oldest stamp in a frame of deltas */
};

extern struct counters seen;

struct bytes {
    const char *at;
    uint32_t size;
};

/* What one connection says, rendered by whoever wrote the file. Without a head it is plain HTTP. */
struct script {
    struct bytes head;  /* the request that upgrades */
    struct bytes first; /* frames, once that is granted */
    struct bytes say;   /* a frame or a request; a run of 16 # in it becomes a fresh id */
};

enum state { CLOSED, CONNECTING, UPGRADING, OPENING, READY, LOST };

struct connection {
    struct group *group;
    struct script script;
    int fd;
    enum state state;
    bool answered;     /* the first of the answer has come */
    uint32_t frames;   /* received, which a heartbeat's answer says */
    uint32_t kept;     /* bytes of `rest` */
    char *rest;        /* a frame that has come in part */
    uint64_t said_at;  /* 0 when no answer is due */
    uint64_t retry_at; /* when it may connect (again) */
};

struct group {
    char name[32];
    void *file;
    size_t file_size;
    struct connection *connections;
    int port, buffer;
    uint32_t count, window;
    uint32_t closed, opening;  /* connections that have yet to begin; that are on their way */
    uint32_t scan;             /* where to look for the next one to begin */
    uint64_t ready, finished;  /* how many are open; how many have ended their last request */
    uint64_t requests_until;   /* a finished request is followed by another until then */
    uint64_t interval, next;   /* between requests of `echo`; when the next one is due */
    uint32_t turn;             /* whose turn it is in `echo` */
    int64_t pace;              /* bytes a second that each reads; -1 for all it gets */
};

extern int poll_fd;

enum { AT_ONCE = 256 << 10 }; /* bytes that are read for one connection before the next */

/* connection.c */
bool connection_open(struct connection *connection);
void connection_writable(struct connection *connection);
void connection_readable(struct connection *connection, size_t most);
void connection_listen(struct connection *connection, bool listens);
bool connection_say(struct connection *connection);
void connection_answer(struct connection *connection, int opcode, const char *text, size_t size);
void connection_close(struct connection *connection);
void connection_lose(struct connection *connection, int close_code);
void connection_ready(struct connection *connection);
void connection_ended(struct connection *connection, uint64_t at);

/* frames.c: take what is whole off the front; returns how many bytes that was, -1 for nonsense. */
long frames_take(struct connection *connection, char *data, size_t size);
long responses_take(struct connection *connection, char *data, size_t size);

#endif
