/*
 * Each thread follows pointers around a ring of its own, a line of 128 bytes for each: every load waits for the one before it, so that time is latency alone.
 * One thread has made all rings, and so first touched their pages: on a machine where that decides, they all lie on its node, far from who uses them.
 *
 *     cc -O1 -pthread -static -o pointer-chase pointer-chase.c
 *     ./pointer-chase 8 288 6       # threads, pages of each ring, rounds
 */
#include "threads.h"

#define PAGE_LINES 32 /* of 128 bytes: 4 KB */
#define MAX_PAGES 65536

struct line {
    struct line *next;
    char rest[128 - sizeof(struct line *)];
};

static struct line *rings[MAX_THREADS], *ends[MAX_THREADS];
static int pages, rounds;

/* A ring through all lines of all pages: page after page, in a page by steps of 5 lines. */
static void make_ring(struct line *ring)
{
    struct line *page = ring, *last = ring + (pages - 1) * PAGE_LINES;
    for (; page <= last; page += PAGE_LINES) {
        int n = 0;
        do {
            int next = (n + 5) % PAGE_LINES;
            page[n].next = next ? &page[next] : page < last ? page + PAGE_LINES : ring;
            n = next;
        } while (n);
    }
}

static void chase(int thread)
{
    struct line *at = rings[thread];
    for (int i = 0; i < rounds * pages * PAGE_LINES / 4; i++)
        at = at->next->next->next->next;
    ends[thread] = at;
}

int main(int argc, char **argv)
{
    int threads = argument(argc, argv, 1, 8, MAX_THREADS);
    pages = argument(argc, argv, 2, 288, MAX_PAGES);
    rounds = argument(argc, argv, 3, 6, 1000);
    for (int t = 0; t < threads; t++) {
        rings[t] = aligned_alloc(PAGE_LINES * sizeof *rings[t], (long)pages * PAGE_LINES * sizeof *rings[t]);
        if (!rings[t])
            return 1;
        make_ring(rings[t]);
    }
    in_parallel(threads, chase);
    for (int t = 0; t < threads; t++)
        if (ends[t] != rings[t])
            return 1;
    printf("%d pointers, back at the beginning\n", threads * rounds * pages * PAGE_LINES);
    return 0;
}
