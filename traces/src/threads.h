/* What the programs with threads have in common: numbers from the command line, random ones, and work done by all threads at once. */
#ifndef THREADS_H
#define THREADS_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_THREADS 64

/* Argument `n` of the command line, from 1 to `most`; `otherwise` where there is none. */
static int argument(int argc, char **argv, int n, int otherwise, int most)
{
    int value = argc > n ? atoi(argv[n]) : otherwise;
    if (value < 1 || value > most) {
        fprintf(stderr, "argument %d: found %s, expected a number from 1 to %d\n", n, argv[n], most);
        exit(2);
    }
    return value;
}

/* Random numbers by xorshift (Marsaglia 2003): the same every time, others for each thread. */
static inline unsigned long first_random(int thread)
{
    return 0x9e3779b97f4a7c15UL * (thread + 1);
}

static inline unsigned long next_random(unsigned long x)
{
    x ^= x << 13;
    x ^= x >> 7;
    return x ^ x << 17;
}

/* What to do in a loop that waits. */
#if defined(__x86_64__) || defined(__i386__)
#define relax() __builtin_ia32_pause()
#else
#define relax()
#endif

static void (*work_of_all)(int thread);
static pthread_barrier_t barrier;
static int here, expected;

/* The threads wait in the kernel until all have been made, and then awake for those that the kernel lets go last. */
static void *one_thread(void *number)
{
    pthread_barrier_wait(&barrier);
    __atomic_add_fetch(&here, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&here, __ATOMIC_SEQ_CST) < expected)
        relax();
    work_of_all((int)(long)number);
    return 0;
}

/* Runs `work` in so many threads, of which the caller is number 0; they begin together. Returns when all are done. */
static void in_parallel(int threads, void (*work)(int thread))
{
    pthread_t others[MAX_THREADS];
    work_of_all = work;
    pthread_barrier_init(&barrier, 0, threads);
    here = 0;
    expected = threads;
    for (int t = 1; t < threads; t++)
        if (pthread_create(&others[t], 0, one_thread, (void *)(long)t)) {
            fprintf(stderr, "thread %d cannot be created\n", t);
            exit(1);
        }
    one_thread(0);
    for (int t = 1; t < threads; t++)
        pthread_join(others[t], 0);
    pthread_barrier_destroy(&barrier);
}

#endif
