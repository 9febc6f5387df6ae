/*
 * Each thread counts random numbers by their last two bits, in counters of its own. No datum is shared, but the counters of four threads, 32 bytes each,
 * fill one line of 128 bytes, which goes from CPU to CPU as they count: false sharing. With -DPADDED each thread's have lines to themselves, and
 * the same program does without.
 *
 *     cc -O1 -pthread -static -o false-sharing false-sharing.c
 *     cc -O1 -pthread -static -DPADDED -o padded false-sharing.c
 *     ./false-sharing 4 5000        # threads, numbers for each
 */
#include "threads.h"

struct counters {
    volatile long of[4]; /* in memory at every count */
#ifdef PADDED
    char apart[256 - 4 * sizeof(long)];
#endif
};

static struct counters counters[MAX_THREADS] __attribute__((aligned(256)));
static int numbers;

static void count(int thread)
{
    unsigned long x = first_random(thread);
    for (int i = 0; i < numbers; i++) {
        x = next_random(x);
        counters[thread].of[x & 3]++;
    }
}

int main(int argc, char **argv)
{
    int threads = argument(argc, argv, 1, 4, MAX_THREADS);
    long fours = 0;
    numbers = argument(argc, argv, 2, 5000, 1000000000);
    in_parallel(threads, count);
    for (int t = 0; t < threads; t++)
        fours += counters[t].of[0];
    printf("%ld of %ld numbers are multiples of four\n", fours, (long)threads * numbers);
    return 0;
}
