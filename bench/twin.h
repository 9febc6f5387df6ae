/*
 * The machine of the preset `flash` as a C programmer would write it: the yardstick of the benchmark.
 * One CPU; split first-level caches, an inclusive board cache, a TLB of page pairs; all addresses are dense granules of
 * 16 bytes (see src/trace/record.ts). Without HOT every reference is looked up in the TLB and in its cache.
 */
#define _GNU_SOURCE /* memrchr */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FETCH = 0, LOAD = 1, MARKER = 2, STORE = 3 };

#define GRANULES (1u << 28)
#define PAGE_BITS 8  /* 4 KB in granules */
#define PAIR_BITS 9  /* a TLB entry: two pages */
#define L1I_BITS 2   /* 64-byte lines */
#define L1I_SETS 256 /* 32 KB, two ways */
#define L1D_BITS 1   /* 32-byte lines */
#define L1D_SETS 512 /* 32 KB, two ways */
#define L2_BITS 3    /* 128-byte lines */
#define L2_SETS 4096 /* 1 MB, two ways */
#define COLOURS 4    /* pages in a way of a first-level cache */
#define TLB_ENTRIES 64

/* line << 1 | dirty, -1 when empty; way 0 is the most recently used. */
typedef int32_t Set[2];
static Set l1i[L1I_SETS], l1d[L1D_SETS], l2[L2_SETS];

static int32_t frame[GRANULES >> PAGE_BITS];
static int32_t frames;
static uint8_t in_tlb[GRANULES >> PAIR_BITS];
static int32_t tlb[TLB_ENTRIES];
static uint32_t rng;

#ifdef HOT
/*
 * By the line's first granule, modulo those of a way: the hot line as words name it (its first granule << 4), with READ_ONLY unless stores
 * may pass; -1: none. Instructions at even indices, data at odd ones.
 */
#define SLOTS (1u << 10)
#define READ_ONLY 2
static int32_t hot[2 * SLOTS];

static inline void set_hot(int is_data, uint32_t line, int dirty) {
  uint32_t granule = line << (is_data ? L1D_BITS : L1I_BITS);
  hot[(granule & (SLOTS - 1)) << 1 | is_data] = granule << 4 | (is_data && dirty ? 0 : READ_ONLY);
}
/* A line of this set is gone. */
static inline void cool(int is_data, uint32_t set) {
  hot[(set << (is_data ? L1D_BITS : L1I_BITS) & (SLOTS - 1)) << 1 | is_data] = -1;
}
#else
#define set_hot(is_data, line, dirty) ((void)0)
#define cool(is_data, set) ((void)0)
#endif

/* With HOT the trace's tallies have each reference once: its first line and entry are not counted again. */
#ifdef HOT
#define UNLESS_FIRST(is_first) (!(is_first))
#else
#define UNLESS_FIRST(is_first) 1
#endif

static struct {
  uint64_t l1iFetch, l1iFetchMiss, l1dLoad, l1dLoadMiss, l1dStore, l1dStoreMiss, l1WriteBack, l1Invalidation;
  uint64_t l2Fetch, l2FetchMiss, l2Load, l2LoadMiss, l2Store, l2StoreMiss, l2WriteBack;
  uint64_t localRead, memoryWrite, tlbReference, tlbMiss;
} n;

static void reset(void) {
  memset(l1i, -1, sizeof l1i);
  memset(l1d, -1, sizeof l1d);
  memset(l2, -1, sizeof l2);
  memset(frame, -1, sizeof frame);
  memset(in_tlb, 0, sizeof in_tlb);
  memset(tlb, -1, sizeof tlb);
#ifdef HOT
  memset(hot, -1, sizeof hot);
#endif
  memset(&n, 0, sizeof n);
  frames = 0;
  rng = ((1u ^ 0x9e3779b9u) * 0x85ebca6bu) | 1; /* seed 1 */
}

/* Looks a line up and makes it the most recent; 0 when it is absent. */
static inline int touch(Set set, int32_t line, int dirty) {
  if (set[0] >> 1 == line) {
    set[0] |= dirty;
    return 1;
  }
  if (set[1] >> 1 == line) {
    int32_t e = set[1] | dirty;
    set[1] = set[0];
    set[0] = e;
    return 1;
  }
  return 0;
}

static inline int32_t insert(Set set, int32_t line, int dirty) {
  int32_t victim = set[1];
  set[1] = set[0];
  set[0] = line << 1 | dirty;
  return victim;
}

/* Takes a line out: its dirtiness, -1 when it is absent. */
static int take_out(Set set, int32_t line) {
  for (int way = 0; way < 2; way++)
    if (set[way] >> 1 == line) {
      int dirty = set[way] & 1;
      if (way == 0) set[0] = set[1];
      set[1] = -1;
      return dirty;
    }
  return -1;
}

/* Inclusion: takes the lines of a board line out of a first-level cache; whether one was dirty. */
static int invalidate(int is_data, Set *cache, int sets, int bits, int32_t l2line) {
  int any = 0;
  int32_t first = l2line << (L2_BITS - bits);
  int per_page = 1 << (PAGE_BITS - bits);
  for (int32_t line = first; line < first + (1 << (L2_BITS - bits)); line++)
    for (int colour = 0; colour < COLOURS; colour++) {
      uint32_t set = ((line & (per_page - 1)) + colour * per_page) & (sets - 1);
      int dirty = take_out(cache[set], line);
      if (dirty < 0) continue;
      cool(is_data, set);
      n.l1Invalidation++;
      if (dirty) n.l1WriteBack++, any = 1;
    }
  return any;
}

static void l2_write_victim(void) {
  n.l2WriteBack++;
  n.memoryWrite++;
}

static void l2_fill(int32_t line, int dirty) {
  int32_t victim = insert(l2[line & (L2_SETS - 1)], line, dirty);
  if (victim < 0) return;
  int above = invalidate(0, l1i, L1I_SETS, L1I_BITS, victim >> 1);
  above |= invalidate(1, l1d, L1D_SETS, L1D_BITS, victim >> 1);
  if (victim & 1 || above) l2_write_victim();
}

static void l2_read(int fetch, int32_t line) {
  if (fetch) n.l2Fetch++; else n.l2Load++;
  if (touch(l2[line & (L2_SETS - 1)], line, 0)) return;
  if (fetch) n.l2FetchMiss++; else n.l2LoadMiss++;
  n.localRead++;
  l2_fill(line, 0);
}

/* A dirty first-level line, which covers only a part of the board cache's. */
static void l2_write(int32_t line) {
  n.l1WriteBack++;
  n.l2Store++;
  if (touch(l2[line & (L2_SETS - 1)], line, 1)) return;
  n.l2StoreMiss++;
  n.localRead++;
  l2_fill(line, 1);
}

static inline int32_t physical(uint32_t line, int bits) {
  int in_page = PAGE_BITS - bits;
  return frame[line >> in_page] << in_page | (line & ((1 << in_page) - 1));
}

static void tlb_refill(uint32_t pair) {
  n.tlbMiss++;
  rng ^= rng << 13;
  rng ^= rng >> 17;
  rng ^= rng << 5;
  uint32_t slot = ((rng >> 16) * TLB_ENTRIES) >> 16;
  if (tlb[slot] >= 0) in_tlb[tlb[slot]] = 0;
  tlb[slot] = pair;
  in_tlb[pair] = 1;
}

static inline void translate(uint32_t g0, uint32_t g1) {
  for (uint32_t page = g0 >> PAGE_BITS; page <= g1 >> PAGE_BITS; page++)
    if (frame[page] < 0) frame[page] = frames++;
  for (uint32_t pair = g0 >> PAIR_BITS; pair <= g1 >> PAIR_BITS; pair++) {
    n.tlbReference += UNLESS_FIRST(pair == g0 >> PAIR_BITS);
    if (!in_tlb[pair]) tlb_refill(pair);
  }
}

static inline void fetch(uint32_t g0, uint32_t g1) {
  for (uint32_t line = g0 >> L1I_BITS; line <= g1 >> L1I_BITS; line++) {
    int32_t tag = physical(line, L1I_BITS);
    n.l1iFetch += UNLESS_FIRST(line == g0 >> L1I_BITS);
    if (touch(l1i[line & (L1I_SETS - 1)], tag, 0)) {
      set_hot(0, line, 0);
      continue;
    }
    n.l1iFetchMiss++;
    l2_read(1, tag >> (L2_BITS - L1I_BITS));
    insert(l1i[line & (L1I_SETS - 1)], tag, 0);
    set_hot(0, line, 0);
  }
}

/* A store covers granules c0..c1 whole; a line of them need not be read. */
static inline void data(int store, uint32_t g0, uint32_t g1, uint32_t c0, uint32_t c1) {
  for (uint32_t line = g0 >> L1D_BITS; line <= g1 >> L1D_BITS; line++) {
    int32_t tag = physical(line, L1D_BITS);
    *(store ? &n.l1dStore : &n.l1dLoad) += UNLESS_FIRST(line == g0 >> L1D_BITS);
    int32_t *set = l1d[line & (L1D_SETS - 1)];
    if (touch(set, tag, store)) {
      set_hot(1, line, set[0] & 1);
      continue;
    }
    if (store) n.l1dStoreMiss++; else n.l1dLoadMiss++;
    uint32_t first = line << L1D_BITS, last = first + (1 << L1D_BITS) - 1;
    if (!store || c0 > first || c1 < last) l2_read(0, tag >> (L2_BITS - L1D_BITS));
    int32_t victim = insert(set, tag, store);
    set_hot(1, line, store);
    if (victim >= 0 && victim & 1) l2_write(victim >> 1 >> (L2_BITS - L1D_BITS));
  }
}

/* An access spelled out; `low` are the address's bits within its granule. */
static void extent(int kind, uint32_t g0, uint32_t low, uint32_t bytes) {
  uint32_t g1 = g0 + ((low + bytes - 1) >> 4);
  translate(g0, g1);
  if (kind == FETCH) fetch(g0, g1);
  else data(kind == STORE, g0, g1, low ? g0 + 1 : g0, (low + bytes) & 15 ? g1 - 1 : g1);
}

/* Writes back what is dirty, first level first. */
static void flush(void) {
  for (int set = 0; set < L1D_SETS; set++)
    for (int way = 0; way < 2; way++)
      if (l1d[set][way] >= 0 && l1d[set][way] & 1) {
        l2_write(l1d[set][way] >> 1 >> (L2_BITS - L1D_BITS));
        l1d[set][way] &= ~1;
      }
  for (int set = 0; set < L2_SETS; set++)
    for (int way = 0; way < 2; way++)
      if (l2[set][way] >= 0 && l2[set][way] & 1) l2_write_victim();
}

static double cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

/* One line of JSON: nanoseconds of CPU time and the counts. */
static void report(double ns) {
#define COUNT(name) printf(",\"" #name "\":%llu", (unsigned long long)n.name)
  printf("{\"ns\":%.0f", ns);
  COUNT(l1iFetch), COUNT(l1iFetchMiss), COUNT(l1dLoad), COUNT(l1dLoadMiss), COUNT(l1dStore), COUNT(l1dStoreMiss);
  COUNT(l1WriteBack), COUNT(l1Invalidation), COUNT(l2Fetch), COUNT(l2FetchMiss), COUNT(l2Load), COUNT(l2LoadMiss);
  COUNT(l2Store), COUNT(l2StoreMiss), COUNT(l2WriteBack), COUNT(localRead), COUNT(memoryWrite);
  COUNT(tlbReference), COUNT(tlbMiss);
  printf("}\n");
}
