/* Replays a file of words: what twin.c and twin-hot.c have in common. */

/* Words that follow a marker, by type; see src/trace/record.ts. */
static const uint8_t operands[64] = {
  [1] = 5, [2] = 4, [3] = 3, [7] = 3, [15] = 4, [16] = 2, [21] = 3, [22] = 3, [23] = 2, [25] = 1,
};

static size_t skip(const uint32_t *w) {
  uint32_t type = *w >> 2 & 63, a = *w >> 8;
#ifdef HOT
  if (type == 1) { /* instructions, fetches, loads, stores, and those of them that bypass the TLB */
    n.l1iFetch += w[2], n.l1dLoad += w[3], n.l1dStore += w[4];
    n.tlbReference += w[2] + w[3] + w[4] - w[5];
  }
#endif
  if (type == 3) extent(a, w[1] >> 4, w[3] & 15, w[2]);
  return 1 + (type == 26 ? a : operands[type]);
}

/* A reference that covers granules g0..g1, none of them whole if it is a store. */
static inline void reference(uint32_t kind, uint32_t g0, uint32_t g1) {
  translate(g0, g1);
  if (kind == FETCH) fetch(g0, g1);
  else data(kind == STORE, g0, g1, 1, 0);
}

#ifdef HOT
/* What hot says of a line, 0 for a hit that changes nothing. A marker has the bits of a store to the instruction cache, whose lines take none. */
static inline int32_t cold(uint32_t w, int32_t line) {
  return (hot[((line >> 3) & ((SLOTS - 1) << 1)) | (w & 1)] ^ line) & (w | ~READ_ONLY);
}

/* Index of the first word that is not a plain hit. Counts second lines of those before it. */
static size_t pass(const uint32_t *words, size_t i, size_t count) {
  uint64_t second[4] = {0};
  for (; i < count; i++) {
    uint32_t w = words[i];
    uint32_t mask = w & 1 ? -1u << (L1D_BITS + 4) : -1u << (L1I_BITS + 4);
    uint32_t line = w & mask, last = (w + ((w & 12) << 2)) & mask;
    if (cold(w, line) | !in_tlb[w >> (PAIR_BITS + 4)]) break;
    if (line == last || (w & 15) == (2 << 2 | STORE)) continue;
    if (last - line != -mask || (line ^ last) >> (PAIR_BITS + 4) || cold(w, last)) break;
    second[w & 3]++;
  }
  n.l1iFetch += second[FETCH];
  n.l1dLoad += second[LOAD];
  n.l1dStore += second[STORE];
  return i;
}
#endif

static void run(const uint32_t *words, size_t count) {
  for (size_t i = 0; i < count;) {
#ifdef HOT
    if ((i = pass(words, i, count)) == count) break;
#endif
    uint32_t w = words[i], kind = w & 3, g0 = w >> 4, span = w >> 2 & 3;
    if (kind == MARKER) {
      i += skip(words + i);
      continue;
    }
    /* The loops over pages and lines fall away when the compiler knows that there is one; a granule is half a line. */
    if (span == 0 || (kind == STORE && span == 2)) reference(kind, g0, g0);
    else reference(kind, g0, g0 + span);
    i++;
  }
}

int main(int argc, char **argv) {
  int loaded = argc > 2;
  FILE *file = fopen(argv[argc - 1], "rb");
  if (file == NULL) return perror(argv[argc - 1]), 1;
  fseek(file, 0, SEEK_END);
  size_t count = ftell(file) / sizeof(uint32_t);
  rewind(file);
  uint32_t *words = malloc(count * sizeof(uint32_t));
  double start = cpu_ns();
  if (fread(words, sizeof(uint32_t), count, file) != count) return perror(argv[argc - 1]), 1;
  if (loaded) start = cpu_ns();
  reset();
  run(words, count);
  flush();
  report(cpu_ns() - start);
}
