/*
 * twin8 FILE: the coherent machine of `flash` with `numa={}` as a C programmer would write it: up to 32 CPUs (64 with -DCPUS=64), each
 * on a node with its memory, first touch, MESI directory, misses told apart. FILE holds words (src/trace/words/layout.ts), in memory
 * before the clock starts.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FETCH = 0, LOAD = 1, MARKER = 2, STORE = 3 };

#ifndef CPUS
#define CPUS 32
#endif
#define GRANULES (1u << 28)
#define PAGE_BITS 8  /* 4 KB in granules of 16 bytes */
#define PAIR_BITS 9  /* a TLB entry: two pages */
#define L1I_BITS 2   /* 64-byte lines */
#define L1I_SETS 256 /* 32 KB, two ways */
#define L1D_BITS 1   /* 32-byte lines */
#define L1D_SETS 512 /* 32 KB, two ways */
#define L2_BITS 3    /* 128-byte lines */
#define L2_SETS 4096 /* 1 MB, two ways */
#define PARTS 4      /* first-level data lines in one of the board cache */
#define COLOURS 4    /* pages in a way of a first-level cache */
#define TLB_ENTRIES 64

/* line << 1 | dirty, -1 when empty; way 0 is the most recently used. */
typedef int32_t Set[2];

typedef struct {
  Set l1i[L1I_SETS], l1d[L1D_SETS], l2[L2_SETS];
  uint8_t in_tlb[GRANULES >> PAIR_BITS];
  int32_t tlb[TLB_ENTRIES];
  uint32_t rng;
} Cpu;

/* CPUs as bits. */
#if CPUS > 32
typedef uint64_t Cpus;
#define FIRST(cpus) __builtin_ctzll(cpus)
#else
typedef uint32_t Cpus;
#define FIRST(cpus) __builtin_ctz(cpus)
#endif
#define ONE(cpu) ((Cpus)1 << (cpu))

/* What the directory knows of a board-cache line: an owner + 1, and sets of CPUs. */
typedef struct {
  uint32_t owner;
  Cpus sharers, seen, lost, stale[PARTS];
} Line;

static Cpu *cpus[CPUS];
static Line *lines;
static int32_t frame[GRANULES >> PAGE_BITS];
static uint8_t home[GRANULES >> PAGE_BITS];
static int32_t frames;

static struct {
  uint64_t l1iFetch, l1iFetchMiss, l1dLoad, l1dLoadMiss, l1dStore, l1dStoreMiss, l1WriteBack, l1Invalidation;
  uint64_t l2Fetch, l2FetchMiss, l2Load, l2LoadMiss, l2Store, l2WriteBack, memoryWrite, tlbReference, tlbMiss;
  uint64_t localRead, remoteRead, dirtyRead, coldMiss, capacityMiss, trueSharingMiss, falseSharingMiss;
  uint64_t localUpgrade, remoteUpgrade, invalidation;
} n;

static Cpu *cpu_of(uint32_t c) {
  if (c >= CPUS) fprintf(stderr, "CPU %u: at most %d\n", c, CPUS), exit(1);
  if (cpus[c] != NULL) return cpus[c];
  Cpu *cpu = cpus[c] = malloc(sizeof(Cpu));
  memset(cpu, -1, sizeof *cpu);
  memset(cpu->in_tlb, 0, sizeof cpu->in_tlb);
  cpu->rng = (((1u + c * 7919) ^ 0x9e3779b9u) * 0x85ebca6bu) | 1; /* seed 1 */
  return cpu;
}

/* Looks a line up and makes it the most recent: its dirtiness, -1 when it is absent. */
static inline int touch(Set set, int32_t line, int dirty) {
  if (set[0] >> 1 == line) return (set[0] |= dirty) & 1;
  if (set[1] >> 1 == line) {
    int32_t e = set[1] | dirty;
    set[1] = set[0];
    return (set[0] = e) & 1;
  }
  return -1;
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

/* Drops the lines of a board line from a first-level cache. */
static void drop(Set *cache, int sets, int bits, int32_t l2line) {
  int per_page = 1 << (PAGE_BITS - bits);
  int32_t first = l2line << (L2_BITS - bits);
  for (int32_t line = first; line < first + (1 << (L2_BITS - bits)); line++)
    for (int colour = 0; colour < COLOURS; colour++) {
      int dirty = take_out(cache[((line & (per_page - 1)) + colour * per_page) & (sets - 1)], line);
      if (dirty < 0) continue;
      n.l1Invalidation++;
      n.l1WriteBack += dirty;
    }
}

static void drop_above(Cpu *cpu, int32_t line) {
  drop(cpu->l1i, L1I_SETS, L1I_BITS, line);
  drop(cpu->l1d, L1D_SETS, L1D_BITS, line);
}

static void write_back(void) {
  n.l2WriteBack++;
  n.memoryWrite++;
}

/* An owner's dirty data goes to memory; it keeps the line. */
static void clean(Cpu *cpu, int32_t line) {
  int per_page = 1 << (PAGE_BITS - L1D_BITS);
  for (int32_t part = line * PARTS; part < (line + 1) * PARTS; part++)
    for (int colour = 0; colour < COLOURS; colour++) {
      int32_t *set = cpu->l1d[(part & (per_page - 1)) + colour * per_page];
      for (int way = 0; way < 2; way++)
        if (set[way] == (part << 1 | 1)) set[way] &= ~1, n.l1WriteBack++;
    }
  int32_t *set = cpu->l2[line & (L2_SETS - 1)];
  for (int way = 0; way < 2; way++)
    if (set[way] == (line << 1 | 1)) set[way] &= ~1, write_back();
}

static int is_dirty(Cpu *cpu, int32_t line) {
  int32_t *set = cpu->l2[line & (L2_SETS - 1)];
  return set[0] == (line << 1 | 1) || set[1] == (line << 1 | 1);
}

static inline int home_of(int32_t line) { return home[line >> (PAGE_BITS - L2_BITS)]; }

static void take_over(uint32_t c, int32_t line, Line *d) {
  for (Cpus others = d->sharers & ~ONE(c); others != 0; others &= others - 1) {
    int other = FIRST(others);
    d->lost |= ONE(other);
    take_out(cpus[other]->l2[line & (L2_SETS - 1)], line);
    drop_above(cpus[other], line);
    n.invalidation++;
  }
  d->sharers = ONE(c);
  d->owner = c + 1;
}

static void own(uint32_t c, int32_t line, int part) {
  Line *d = &lines[line];
  if (d->owner != c + 1) {
    if (home_of(line) == (int)c) n.localUpgrade++; else n.remoteUpgrade++;
    take_over(c, line, d);
  }
  d->stale[part] |= d->lost;
}

/* A board-cache miss. */
static void arrive(uint32_t c, int32_t line, int part, int store) {
  Cpu *cpu = cpus[c];
  Line *d = &lines[line];
  Cpus me = ONE(c);
  if (!(d->seen & me)) n.coldMiss++;
  else if (!(d->lost & me)) n.capacityMiss++;
  else if (d->stale[part] & me) n.trueSharingMiss++;
  else n.falseSharingMiss++;
  if (d->owner && is_dirty(cpus[d->owner - 1], line)) n.dirtyRead++;
  else if (home_of(line) == (int)c) n.localRead++;
  else n.remoteRead++;
  d->seen |= me;
  d->lost &= ~me;
  for (int p = 0; p < PARTS; p++) d->stale[p] &= ~me;
  if (store) {
    take_over(c, line, d);
    d->stale[part] |= d->lost;
  } else {
    if (d->owner) clean(cpus[d->owner - 1], line);
    d->owner = d->sharers ? 0 : c + 1;
    d->sharers |= me;
  }
  int32_t victim = insert(cpu->l2[line & (L2_SETS - 1)], line, store);
  if (victim < 0) return;
  drop_above(cpu, victim >> 1);
  if (victim & 1) write_back();
  d = &lines[victim >> 1];
  d->sharers &= ~me;
  if (d->owner == c + 1) d->owner = 0;
}

static inline int32_t physical(uint32_t line, int bits) {
  int in_page = PAGE_BITS - bits;
  return frame[line >> in_page] << in_page | (line & ((1 << in_page) - 1));
}

static void tlb_refill(Cpu *cpu, uint32_t pair) {
  n.tlbMiss++;
  uint32_t r = cpu->rng;
  r ^= r << 13;
  r ^= r >> 17;
  r ^= r << 5;
  cpu->rng = r;
  uint32_t slot = ((r >> 16) * TLB_ENTRIES) >> 16;
  if (cpu->tlb[slot] >= 0) cpu->in_tlb[cpu->tlb[slot]] = 0;
  cpu->tlb[slot] = pair;
  cpu->in_tlb[pair] = 1;
}

static inline void translate(uint32_t c, Cpu *cpu, uint32_t g0, uint32_t g1) {
  for (uint32_t page = g0 >> PAGE_BITS; page <= g1 >> PAGE_BITS; page++)
    if (frame[page] < 0) home[frames] = c, frame[page] = frames++;
  for (uint32_t pair = g0 >> PAIR_BITS; pair <= g1 >> PAIR_BITS; pair++) {
    n.tlbReference++;
    if (!cpu->in_tlb[pair]) tlb_refill(cpu, pair);
  }
}

static inline void fetch(uint32_t c, Cpu *cpu, uint32_t g0, uint32_t g1) {
  for (uint32_t line = g0 >> L1I_BITS; line <= g1 >> L1I_BITS; line++) {
    int32_t tag = physical(line, L1I_BITS), board = tag >> (L2_BITS - L1I_BITS);
    n.l1iFetch++;
    if (touch(cpu->l1i[line & (L1I_SETS - 1)], tag, 0) >= 0) continue;
    n.l1iFetchMiss++;
    n.l2Fetch++;
    if (touch(cpu->l2[board & (L2_SETS - 1)], board, 0) < 0) {
      n.l2FetchMiss++;
      arrive(c, board, (tag << 1) & (PARTS - 1), 0);
    }
    insert(cpu->l1i[line & (L1I_SETS - 1)], tag, 0);
  }
}

static inline void data(uint32_t c, Cpu *cpu, int store, uint32_t g0, uint32_t g1) {
  for (uint32_t line = g0 >> L1D_BITS; line <= g1 >> L1D_BITS; line++) {
    int32_t tag = physical(line, L1D_BITS), board = tag >> (L2_BITS - L1D_BITS);
    int part = tag & (PARTS - 1);
    int32_t *set = cpu->l1d[line & (L1D_SETS - 1)];
    if (store) n.l1dStore++; else n.l1dLoad++;
    int state = touch(set, tag, 0);
    if (state >= store) continue;
    if (state == 0) { /* a store to a clean line */
      set[0] |= 1;
      touch(cpu->l2[board & (L2_SETS - 1)], board, 1);
      own(c, board, part);
      continue;
    }
    if (store) n.l1dStoreMiss++; else n.l1dLoadMiss++;
    n.l2Load++;
    if (touch(cpu->l2[board & (L2_SETS - 1)], board, store) < 0) {
      n.l2LoadMiss++;
      arrive(c, board, part, store);
    } else if (store) own(c, board, part);
    int32_t victim = insert(set, tag, store);
    if (victim < 0 || !(victim & 1)) continue;
    n.l1WriteBack++;
    n.l2Store++;
    board = victim >> 1 >> (L2_BITS - L1D_BITS);
    touch(cpu->l2[board & (L2_SETS - 1)], board, 1);
  }
}

static inline void access(uint32_t c, Cpu *cpu, uint32_t kind, uint32_t g0, uint32_t g1) {
  translate(c, cpu, g0, g1);
  if (kind == FETCH) fetch(c, cpu, g0, g1);
  else data(c, cpu, kind == STORE, g0, g1);
}

/* Words that follow a marker, by type; see src/trace/record.ts. */
static const uint8_t operands[64] = {
  [1] = 5, [2] = 4, [3] = 3, [7] = 3, [15] = 4, [16] = 2, [21] = 3, [22] = 3, [23] = 2, [25] = 1,
};

static void run(const uint32_t *words, size_t count) {
  uint32_t c = 0;
  Cpu *cpu = cpu_of(0);
  for (size_t i = 0; i < count;) {
    uint32_t w = words[i], kind = w & 3, g0 = w >> 4, span = w >> 2 & 3;
    if (kind == MARKER) {
      uint32_t type = w >> 2 & 63, a = w >> 8;
      if (type == 0) cpu = cpu_of(c = a);
      if (type == 3) access(c, cpu, a, words[i + 1] >> 4, (words[i + 1] >> 4) + (((words[i + 3] & 15) + words[i + 2] - 1) >> 4));
      i += 1 + (type == 26 ? a : operands[type]);
      continue;
    }
    if (span == 0 || (kind == STORE && span == 2)) access(c, cpu, kind, g0, g0);
    else access(c, cpu, kind, g0, g0 + span);
    i++;
  }
}

/* Writes back what is dirty, first level first. */
static void flush(void) {
  for (int c = 0; c < CPUS; c++) {
    if (cpus[c] == NULL) continue;
    for (int32_t *e = cpus[c]->l1d[0]; e < cpus[c]->l1d[L1D_SETS]; e++)
      if (*e >= 0 && *e & 1) n.l1WriteBack++, n.l2Store++;
    for (int32_t *e = cpus[c]->l2[0]; e < cpus[c]->l2[L2_SETS]; e++)
      if (*e >= 0 && *e & 1) write_back();
  }
}

static double cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
  FILE *file = fopen(argv[argc - 1], "rb");
  if (file == NULL) return perror(argv[argc - 1]), 1;
  fseek(file, 0, SEEK_END);
  size_t count = ftell(file) / sizeof(uint32_t);
  rewind(file);
  uint32_t *words = malloc(count * sizeof(uint32_t));
  if (fread(words, sizeof(uint32_t), count, file) != count) return perror(argv[argc - 1]), 1;
  double start = cpu_ns();
  memset(frame, -1, sizeof frame);
  lines = calloc(GRANULES >> L2_BITS, sizeof(Line)); /* pages of it appear as they are used */
  run(words, count);
  flush();
  double ns = cpu_ns() - start;
#define COUNT(name) printf(",\"" #name "\":%llu", (unsigned long long)n.name)
  printf("{\"ns\":%.0f", ns);
  COUNT(l1iFetch), COUNT(l1iFetchMiss), COUNT(l1dLoad), COUNT(l1dLoadMiss), COUNT(l1dStore), COUNT(l1dStoreMiss);
  COUNT(l1WriteBack), COUNT(l1Invalidation), COUNT(l2Fetch), COUNT(l2FetchMiss), COUNT(l2Load), COUNT(l2LoadMiss);
  COUNT(l2Store), COUNT(l2WriteBack), COUNT(memoryWrite), COUNT(tlbReference), COUNT(tlbMiss);
  COUNT(localRead), COUNT(remoteRead), COUNT(dirtyRead), COUNT(coldMiss), COUNT(capacityMiss);
  COUNT(trueSharingMiss), COUNT(falseSharingMiss), COUNT(localUpgrade), COUNT(remoteUpgrade), COUNT(invalidation);
  printf("}\n");
}
