/* twin [-l] FILE: replays a file of words; with -l they are in memory before the clock starts, else reading them counts. */
#include "twin.h"

/* Words that follow a marker, by type; see src/trace/record.ts. */
static const uint8_t operands[64] = {
  [1] = 5, [2] = 4, [3] = 3, [7] = 3, [15] = 4, [16] = 2, [21] = 3, [22] = 3, [23] = 2, [25] = 1,
};

static size_t skip(const uint32_t *w) {
  uint32_t type = *w >> 2 & 63, a = *w >> 8;
  if (type == 3) extent(a, w[1] >> 4, w[3] & 15, w[2]);
  return 1 + (type == 26 ? a : operands[type]);
}

/* A reference that covers granules g0..g1, none of them whole if it is a store. */
static inline void reference(uint32_t kind, uint32_t g0, uint32_t g1) {
  translate(g0, g1);
  if (kind == FETCH) fetch(g0, g1);
  else data(kind == STORE, g0, g1, 1, 0);
}

static void run(const uint32_t *words, size_t count) {
  for (size_t i = 0; i < count;) {
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
