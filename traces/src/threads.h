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

static void (*work_of_all)(int thread);
static int here, expected;

/* Waits for the others without a system call, so that a recorder that gives threads turns has all of them from the first step on. */
static void *one_thread(void *number)
{
    __atomic_add_fetch(&here, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&here, __ATOMIC_SEQ_CST) < expected)
        ;
    work_of_all((int)(long)number);
    return 0;
}

/* Runs `work` in so many threads, of which the caller is number 0; they begin together. Returns when all are done. */
static void in_parallel(int threads, void (*work)(int thread))
{
    pthread_t others[MAX_THREADS];
    work_of_all = work;
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
}

#endif
