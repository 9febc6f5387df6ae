/*
 * Giga-updates per second, after the HPC Challenge's RandomAccess: threads change words of one large table, each at random places of all of it.
 * Hardly an access finds its page in the TLB or its line in a cache, and of the pages, which the threads touch first each in its own part, all but
 * a thread's own part are on other nodes.
 *
 *     cc -O1 -pthread -static -o gups gups.c
 *     ./gups 8 4000 1024            # threads, updates of each, pages of the table
 */
#include "threads.h"

#define PAGE_WORDS 512 /* of 8 bytes: 4 KB */
#define MAX_PAGES 65536

static unsigned long *table;
static int threads, updates, pages;

static void touch_own_part(int thread)
{
    for (int page = thread; page < pages; page += threads)
        table[(long)page * PAGE_WORDS] = page;
}

static void update_at_random(int thread)
{
    unsigned long x = first_random(thread), words = (unsigned long)pages * PAGE_WORDS;
    for (int i = 0; i < updates; i++) {
        x = next_random(x);
        __atomic_fetch_xor(&table[x % words], x, __ATOMIC_RELAXED);
    }
}

int main(int argc, char **argv)
{
    threads = argument(argc, argv, 1, 8, MAX_THREADS);
    updates = argument(argc, argv, 2, 4000, 100000000);
    pages = argument(argc, argv, 3, 1024, MAX_PAGES);
    table = aligned_alloc(PAGE_WORDS * sizeof *table, (long)pages * PAGE_WORDS * sizeof *table);
    if (!table)
        return 1;
    in_parallel(threads, touch_own_part);
    in_parallel(threads, update_at_random);
    printf("%d updates\n", threads * updates);
    return 0;
}
