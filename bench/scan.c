/* scan FILE: reads lines `R 0x7fffe4d8` as one would in C, sums their addresses, counts loads and stores. Trusts its input. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
  static char buffer[1 << 20];
  static int8_t hex[256];
  FILE *file = fopen(argv[argc - 1], "rb");
  if (file == NULL) return perror(argv[argc - 1]), 1;
  for (int digit = 0; digit < 16; digit++) hex[(uint8_t)"0123456789abcdef"[digit]] = digit;
  double start = cpu_ns();
  uint64_t sum = 0, loads = 0, stores = 0;
  size_t kept = 0, got;
  while ((got = fread(buffer + kept, 1, sizeof buffer - kept, file)) > 0) {
    const char *end = buffer + kept + got, *p = buffer;
    const char *last = (const char *)memrchr(buffer, '\n', end - buffer);
    while (last != NULL && p <= last) {
      uint64_t address = 0;
      if (*p == 'R') loads++;
      else stores++;
      for (p += 4; *p != '\n'; p++) address = address << 4 | hex[(uint8_t)*p];
      sum += address;
      p++;
    }
    kept = end - p;
    memmove(buffer, p, kept);
  }
  printf("{\"ns\": %.0f, \"sum\": %llu, \"loads\": %llu, \"stores\": %llu}\n", cpu_ns() - start, (unsigned long long)sum,
         (unsigned long long)loads, (unsigned long long)stores);
}
