// How many pairs of 1,024-bit filters a core compares a second: a bare tiled popcount loop, and the Finder's kernels.
//
// cc -O3 -march=native -c bare … : the loop is made for this very processor; the kernels are built for any and chosen when
// they run. Each looks for the pairs of at least THRESHOLD among random filters that are filled as a file of encodings is.
// dice_rate [FILLED PER CENT] [THRESHOLD]; prints JSON.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../Sources/CDice/include/dice.h"

#define WORDS 16
#define QUERIES 2000
#define ROWS 20000
#define ROUNDS 7

size_t bare_find(const uint64_t *queries, const uint32_t *query_counts, size_t query_count, const uint64_t *rows,
                 const uint32_t *counts, size_t row_count, double threshold);

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static uint64_t state = 88172645463325252ull;
static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static void fill(uint64_t *words, size_t rows, double share) {
  memset(words, 0, rows * WORDS * 8);
  for (size_t row = 0; row < rows; row++)
    for (size_t bit = 0; bit < WORDS * 64; bit++)
      if ((double)(next() >> 11) / 9007199254740992.0 < share) words[row * WORDS + bit / 64] |= 1ull << bit % 64;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static size_t kernel_find(dice_kernel kernel, const uint64_t *queries, const uint32_t *query_counts, const uint64_t *rows,
                          const uint32_t *counts, uint64_t threshold) {
  enum { TILE = 256 };
  static uint64_t words[TILE * WORDS], needs[TILE], rests[TILE];
  static uint32_t found[TILE + 8], common[TILE + 8];
  size_t hits = 0;
  for (size_t start = 0; start < ROWS; start += TILE) {
    const size_t count = ROWS - start < TILE ? ROWS - start : TILE;
    dice_lay(rows + start * WORDS, counts + start, count, WORDS, threshold, words, needs, rests);
    const dice_tile tile = {words, needs, rests, count, WORDS};
    for (size_t query = 0; query < QUERIES; query++)
      hits += dice_find(kernel, &tile, queries + query * WORDS, query_counts[query], threshold, found, common);
  }
  return hits;
}

int main(int argc, char **argv) {
  const double share = (argc > 1 ? atof(argv[1]) : 35) / 100, threshold = argc > 2 ? atof(argv[2]) : 0.8;
  uint64_t *rows = aligned_alloc(64, ROWS * WORDS * 8), *queries = aligned_alloc(64, QUERIES * WORDS * 8);
  uint32_t *counts = malloc(ROWS * 4), *query_counts = malloc(QUERIES * 4);
  if (!rows || !queries || !counts || !query_counts) return 69;
  fill(rows, ROWS, share);
  fill(queries, QUERIES, share);
  for (size_t query = 0; query < QUERIES; query += 100) memcpy(queries + query * WORDS, rows + query * WORDS, WORDS * 8);
  dice_count(DICE_BASELINE, rows, ROWS, WORDS, counts);
  dice_count(DICE_BASELINE, queries, QUERIES, WORDS, query_counts);
  const char *names[] = {"baseline", "popcnt", "avx2", "avx512"};
  const int best = (int)dice_best_kernel();
  printf("{");
  size_t expected = 0;
  for (int kernel = -1; kernel <= best; kernel++) {
    double rates[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      const double begun = seconds();
      const size_t hits =
          kernel < 0 ? bare_find(queries, query_counts, QUERIES, rows, counts, ROWS, threshold)
                     : kernel_find((dice_kernel)kernel, queries, query_counts, rows, counts, (uint64_t)(threshold * 65536));
      rates[round] = (double)QUERIES * ROWS / (seconds() - begun) / 1e6;
      if (kernel < 0) expected = hits;
      if (hits != expected) {
        fprintf(stderr, "%zu pairs where the bare loop has %zu\n", hits, expected);
        return 1;
      }
    }
    qsort(rates, ROUNDS, sizeof *rates, ascending);
    printf("%s\"%s\": %.0f", kernel < 0 ? "" : ", ", kernel < 0 ? "bare" : names[kernel], rates[ROUNDS / 2]);
  }
  printf("}\n");
  return 0;
}
