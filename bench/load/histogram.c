/* Latencies: 64 buckets for each power of two, so that a quantile is true within 1.6 %. */

#include "load.h"

enum { FINE = 6 };

void histogram_add(struct histogram *histogram, uint64_t nanoseconds)
{
    int power = 63 - __builtin_clzll(nanoseconds | 1);
    int shift = power > FINE ? power - FINE : 0;
    uint64_t bucket = ((uint64_t)shift << FINE) + (nanoseconds >> shift);
    histogram->buckets[bucket]++;
    histogram->count++;
    if (nanoseconds > histogram->greatest)
        histogram->greatest = nanoseconds;
}

/* The least value, in milliseconds, that at least `share` of all do not exceed. */
double histogram_ms(const struct histogram *histogram, double share)
{
    uint64_t wanted = (uint64_t)((double)histogram->count * share + 0.9999), found = 0;
    if (histogram->count == 0)
        return 0;
    for (uint64_t bucket = 0; bucket < sizeof histogram->buckets / sizeof *histogram->buckets;
         bucket++) {
        found += histogram->buckets[bucket];
        if (found >= wanted && found > 0) {
            uint64_t shift = bucket >> FINE;
            shift = shift ? shift - 1 : 0; /* the first power fills two runs of buckets */
            uint64_t value = (bucket - (shift << FINE)) << shift;
            return (double)value / 1e6;
        }
    }
    return (double)histogram->greatest / 1e6;
}
