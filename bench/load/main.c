/* Told on stdin, a line each; every line is answered by one line of JSON with what was seen.
 *
 *   open GROUP FILE PORT WINDOW RATE BUFFER SECONDS
 *                           connect what FILE describes, WINDOW at a time, RATE a second (0: as fast
 *                           as may be), with a receive buffer of BUFFER (0: the kernel's own)
 *   say GROUP INDEX         one connection asks, and the answer comes when it comes
 *   turns GROUP SECONDS     each connection asks, and asks again when it was answered
 *   echo GROUP RATE SECONDS RATE requests a second, by one connection after the other
 *   pace GROUP BYTES        each connection reads so many bytes a second; -1 for all it gets
 *   until COUNTER N SECONDS wait until so many were counted, at most so long
 *   wait SECONDS
 *   drop GROUP              cut them all at once
 *   reset                   count and time from now
 *
 * FILE: for each connection three times a length (32 bits, little-endian) and so many bytes: see
 * `struct script`. A wait that takes too long is answered as well; the numbers show what is missing.
 */

#define _GNU_SOURCE
#include "load.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { GROUPS = 8, EVENTS = 512, TICK_MS = 1, PACES = 20, GRACE = 60 };

int poll_fd;
struct counters seen;

static struct group groups[GROUPS];
static uint64_t counted_from, processor_from;

/* What the command that has not been answered yet waits for; `counter` NULL: for the time alone. */
static struct {
    bool open;
    const uint64_t *counter;
    uint64_t target, until;
} waiting;

uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static uint64_t processor_time(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void print_histogram(const char *name, const struct histogram *histogram)
{
    printf(",\"%s\":{\"count\":%llu,\"p50\":%.4f,\"p99\":%.4f,\"max\":%.4f}", name,
           (unsigned long long)histogram->count, histogram_ms(histogram, 0.5),
           histogram_ms(histogram, 0.99), (double)histogram->greatest / 1e6);
}

static void answer(void)
{
    double seconds = (double)(now() - counted_from) / 1e9;
    double processor = (double)(processor_time() - processor_from) / 1e9;
    uint64_t ready = 0;
    for (int index = 0; index < GROUPS; index++)
        ready += groups[index].ready;
    printf("{\"seconds\":%.6f,\"processor\":%.6f,\"ready\":%llu,\"close_code\":%d", seconds,
           processor, (unsigned long long)ready, seen.close_code);
#define X(name) printf(",\"" #name "\":%llu", (unsigned long long)seen.name);
    COUNTERS(X)
#undef X
    print_histogram("first", &seen.first);
    print_histogram("end", &seen.end);
    print_histogram("lag", &seen.lag);
    puts("}");
    fflush(stdout);
    waiting.open = false;
}

static void fail(const char *why)
{
    fprintf(stderr, "load: %s\n", why);
    exit(1);
}

static void wait_for(const uint64_t *counter, uint64_t target, double seconds)
{
    waiting.open = true;
    waiting.counter = counter;
    waiting.target = target;
    waiting.until = now() + (uint64_t)(seconds * 1e9);
}

static struct group *find_group(const char *name)
{
    for (int index = 0; index < GROUPS; index++)
        if (groups[index].connections && strcmp(groups[index].name, name) == 0)
            return &groups[index];
    fail("there is no such group");
    return NULL;
}

/* Reads one length and its bytes; without a place to put them, it only steps over them. */
static const char *next_bytes(const char *at, struct bytes *found)
{
    uint32_t size;
    memcpy(&size, at, sizeof size);
    if (found)
        *found = (struct bytes){at + sizeof size, size};
    return at + sizeof size + size;
}

static void read_scripts(struct group *group, const char *path)
{
    struct stat status;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &status) < 0)
        fail("cannot read the connections");
    group->file_size = (size_t)status.st_size;
    group->file = mmap(NULL, group->file_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    const char *begin = group->file, *end = begin + group->file_size;
    for (const char *at = begin; at < end; group->count++)
        at = next_bytes(next_bytes(next_bytes(at, NULL), NULL), NULL);
    group->connections = calloc(group->count, sizeof *group->connections);
    const char *at = begin;
    for (uint32_t index = 0; index < group->count; index++) {
        struct connection *connection = &group->connections[index];
        connection->group = group;
        at = next_bytes(at, &connection->script.head);
        at = next_bytes(at, &connection->script.first);
        at = next_bytes(at, &connection->script.say);
    }
}

static void open_group(const char *name, const char *path, int port, uint32_t window, double rate,
                       int buffer, double seconds)
{
    struct group *group = groups;
    while (group < groups + GROUPS && group->connections)
        group++;
    if (group == groups + GROUPS)
        fail("too many groups");
    *group = (struct group){.port = port, .window = window, .buffer = buffer, .pace = -1};
    snprintf(group->name, sizeof group->name, "%s", name);
    read_scripts(group, path);
    group->closed = group->count;
    uint64_t start = now();
    for (uint32_t index = 0; rate > 0 && index < group->count; index++)
        group->connections[index].retry_at = start + (uint64_t)(index / rate * 1e9);
    wait_for(&group->ready, group->count, seconds);
}

static void drop_group(struct group *group)
{
    for (uint32_t index = 0; index < group->count; index++)
        connection_close(&group->connections[index]);
    munmap(group->file, group->file_size);
    free(group->connections);
    *group = (struct group){0};
}

static void begin_turns(struct group *group, double seconds)
{
    group->requests_until = now() + (uint64_t)(seconds * 1e9);
    group->finished = 0;
    uint64_t asked = 0;
    for (uint32_t index = 0; index < group->count; index++)
        if (group->connections[index].state == READY)
            asked += connection_say(&group->connections[index]);
    wait_for(&group->finished, asked, seconds + GRACE);
}

static void begin_echo(struct group *group, double rate, double seconds)
{
    group->interval = (uint64_t)(1e9 / rate);
    group->next = now();
    wait_for(NULL, 0, seconds);
}

static void set_pace(struct group *group, long pace)
{
    group->pace = pace;
    for (uint32_t index = 0; index < group->count; index++)
        if (group->connections[index].state == READY)
            connection_listen(&group->connections[index], pace < 0);
    answer();
}

static const uint64_t *find_counter(const char *name)
{
#define X(one)                                                                                  \
    if (strcmp(name, #one) == 0)                                                                \
        return &seen.one;
    COUNTERS(X)
#undef X
    fail("there is no such counter");
    return NULL;
}

static void obey(char *line)
{
    char name[32], path[1024], counter[32];
    int port, buffer;
    unsigned window, index;
    long bytes;
    unsigned long long target;
    double rate, seconds;
    if (sscanf(line, "open %31s %1023s %d %u %lf %d %lf", name, path, &port, &window, &rate,
               &buffer, &seconds) == 7)
        open_group(name, path, port, window, rate, buffer, seconds);
    else if (sscanf(line, "turns %31s %lf", name, &seconds) == 2)
        begin_turns(find_group(name), seconds);
    else if (sscanf(line, "echo %31s %lf %lf", name, &rate, &seconds) == 3)
        begin_echo(find_group(name), rate, seconds);
    else if (sscanf(line, "say %31s %u", name, &index) == 2) {
        connection_say(&find_group(name)->connections[index]);
        answer();
    } else if (sscanf(line, "pace %31s %ld", name, &bytes) == 2)
        set_pace(find_group(name), bytes);
    else if (sscanf(line, "until %31s %llu %lf", counter, &target, &seconds) == 3)
        wait_for(find_counter(counter), target, seconds);
    else if (sscanf(line, "wait %lf", &seconds) == 1)
        wait_for(NULL, 0, seconds);
    else if (sscanf(line, "drop %31s", name) == 1) {
        drop_group(find_group(name));
        answer();
    } else if (strcmp(line, "reset") == 0) {
        seen = (struct counters){0};
        counted_from = now();
        processor_from = processor_time();
        answer();
    } else
        fail(line);
}

/* Commands come one at a time, each after the answer to the one before. */
static bool read_command(void)
{
    static char line[2048];
    static size_t size;
    ssize_t got = read(STDIN_FILENO, line + size, sizeof line - 1 - size);
    if (got <= 0)
        return false;
    size += (size_t)got;
    if (line[size - 1] == '\n') {
        line[size - 1] = 0;
        size = 0;
        obey(line);
    }
    return true;
}

static void connect_due(struct group *group, uint64_t at)
{
    for (uint32_t looked = 0; looked < group->count && group->opening < group->window; looked++) {
        struct connection *connection = &group->connections[group->scan++ % group->count];
        if (connection->state == CLOSED && connection->retry_at <= at && !connection_open(connection))
            fail("cannot open a socket: see `ulimit -n`");
    }
}

static void echo_due(struct group *group, uint64_t at)
{
    while (group->next <= at) {
        struct connection *connection = &group->connections[group->turn++ % group->count];
        if (connection->state == READY && connection->said_at == 0)
            connection_say(connection);
        group->next += group->interval;
    }
    if (!waiting.open)
        group->interval = 0;
}

static void read_paced(struct group *group)
{
    size_t most = (size_t)(group->pace / PACES) + 1;
    for (uint32_t index = 0; index < group->count; index++)
        if (group->connections[index].state == READY)
            connection_readable(&group->connections[index], most);
}

static void tick(void)
{
    static uint64_t paced_at;
    uint64_t at = now();
    bool pace_due = at - paced_at >= 1000000000 / PACES;
    if (pace_due)
        paced_at = at;
    for (struct group *group = groups; group < groups + GROUPS; group++) {
        if (group->connections == NULL)
            continue;
        if (group->closed && group->opening < group->window)
            connect_due(group, at);
        if (group->interval)
            echo_due(group, at);
        if (group->pace > 0 && pace_due)
            read_paced(group);
    }
    if (waiting.open && ((waiting.counter && *waiting.counter >= waiting.target) || at >= waiting.until))
        answer();
}

static void handle(const struct epoll_event *event)
{
    struct connection *connection = event->data.ptr;
    if (connection->state == CLOSED || connection->state == LOST)
        return;
    if (connection->state == CONNECTING)
        connection_writable(connection);
    else if (event->events & EPOLLIN)
        connection_readable(connection, AT_ONCE);
    else
        connection_lose(connection, 1006);
}

int main(void)
{
    struct epoll_event input = {.events = EPOLLIN}, events[EVENTS];
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &input);
    counted_from = now();
    for (;;) {
        int count = epoll_wait(poll_fd, events, EVENTS, TICK_MS);
        bool told = false;
        for (int index = 0; index < count; index++) {
            if (events[index].data.ptr)
                handle(&events[index]);
            else
                told = true;
        }
        /* Last, since a command may take away what other events are about. */
        if (told && !read_command())
            return 0;
        tick();
    }
}
