/* twin-lackey FILE: reads Valgrind lackey's text, numbers its regions and replays it, in one pass. Trusts its input. */
#include "twin.h"

#define REGION_BITS 14 /* 256 KB in granules */
#define SLOTS 65536    /* of the table of regions: open addressing, never nearly full */

static uint64_t keys[SLOTS];
static uint32_t regions[SLOTS], known;
static int8_t hex[256];

static uint32_t dense(uint64_t address) {
  uint64_t key = (address >> 18) + 1;
  uint32_t slot = (key * 0x9e3779b97f4a7c15u) >> 48;
  while (keys[slot] != key) {
    if (keys[slot] == 0) {
      keys[slot] = key;
      regions[slot] = known++;
      break;
    }
    slot = (slot + 1) & (SLOTS - 1);
  }
  return regions[slot] << REGION_BITS | ((address >> 4) & ((1 << REGION_BITS) - 1));
}

/* An access that crosses a region's edge is two. */
static inline void access(int kind, uint64_t address, uint32_t bytes) {
  uint32_t room = (1 << 18) - (address & ((1 << 18) - 1));
  if (bytes <= room) return extent(kind, dense(address), address & 15, bytes);
  extent(kind, dense(address), address & 15, room);
  extent(kind, dense(address + room), 0, bytes - room);
}

static const char *line(const char *p, const char *end) {
  char kind = p[1];
  if ((p[0] == 'I' && kind == ' ') || (p[0] == ' ' && (kind == 'L' || kind == 'S' || kind == 'M'))) {
    uint64_t address = 0;
    uint32_t bytes = 0;
    for (p += 3; *p != ','; p++) address = address << 4 | hex[(uint8_t)*p];
    for (p++; *p != '\n'; p++) bytes = bytes * 10 + *p - '0';
    if (kind == ' ') access(FETCH, address, bytes);
    if (kind == 'L' || kind == 'M') access(LOAD, address, bytes);
    if (kind == 'S' || kind == 'M') access(STORE, address, bytes);
    return p + 1;
  }
  return (const char *)memchr(p, '\n', end - p) + 1;
}

int main(int argc, char **argv) {
  static char buffer[1 << 20];
  FILE *file = fopen(argv[argc - 1], "rb");
  if (file == NULL) return perror(argv[argc - 1]), 1;
  for (int digit = 0; digit < 16; digit++) hex[(uint8_t)"0123456789abcdef"[digit]] = digit;
  double start = cpu_ns();
  reset();
  size_t kept = 0, got;
  while ((got = fread(buffer + kept, 1, sizeof buffer - kept, file)) > 0) {
    const char *end = buffer + kept + got, *p = buffer;
    const char *last = (const char *)memrchr(buffer, '\n', end - buffer);
    if (last != NULL)
      while (p <= last) p = line(p, end);
    kept = end - p;
    memmove(buffer, p, kept);
  }
  flush();
  report(cpu_ns() - start);
}
