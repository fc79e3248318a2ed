#ifndef CDICE_H
#define CDICE_H

#include <stddef.h>
#include <stdint.h>

// Dice coefficients of bit filters: twice the bits that two have in common over the bits that both have.
//
// Filters are rows of 64-bit words, a multiple of eight of them. A tile is rows laid for the kernels: of each eight rows,
// the first words, then the second words, and so on; rows that are missing from the last eight are zero.

// What the processor can do. Each has all that the ones before it have, but for BASELINE on other processors than x86,
// where it is the only one.
typedef enum { DICE_BASELINE = 0, DICE_POPCNT = 1, DICE_AVX2 = 2, DICE_AVX512 = 3 } dice_kernel;

// The best kernel for this processor.
dice_kernel dice_best_kernel(void);

// Rows as a tile has them.
typedef struct {
  const uint64_t *words;   // ceil(rows / 8) * 8 * words_per_row
  const uint64_t *needs;   // per row, padded to a multiple of eight: threshold * bits set
  const uint64_t *rests;   // per row, padded likewise: bits set in the second half of the row
  size_t rows;
  size_t words_per_row;
} dice_tile;

// Lays `rows` rows of `words_per_row` words as a tile of (rows + 7) / 8 * 8 * words_per_row words, and fills `needs` and
// `rests`, which hold a multiple of eight.
void dice_lay(const uint64_t *from, const uint32_t *counts, size_t rows, size_t words_per_row, uint64_t threshold,
              uint64_t *words, uint64_t *needs, uint64_t *rests);

// Finds the rows of a tile whose common bits with the query times 131072 reach threshold * (bits of both), where
// `threshold` is a Dice coefficient times 65536, at least 1. Writes their places and common bits, which have room for
// every row of the tile and eight more; returns how many there are.
size_t dice_find(dice_kernel kernel, const dice_tile *tile, const uint64_t *query, uint32_t query_count,
                 uint64_t threshold, uint32_t *found, uint32_t *common);

// The common bits of a query with each of the rows that `places` lists.
void dice_listed(dice_kernel kernel, const uint64_t *query, const uint64_t *rows, size_t words_per_row,
                 const uint32_t *places, size_t count, uint32_t *common);

// How many bits are set in each row.
void dice_count(dice_kernel kernel, const uint64_t *rows, size_t count, size_t words_per_row, uint32_t *counts);

// Sets in each of `count` rows of `words` words the bits of the filter of `words` words that `numbers` gives for it; of
// none where that is negative.
void dice_merge(uint64_t *restrict rows, const uint64_t *restrict filters, const int32_t *restrict numbers, size_t count,
                size_t words);

// Has memory fetched that will be read soon.
static inline void dice_expect(const void *memory) { __builtin_prefetch(memory); }

// Sets the bits at `places`: p is bit p % 64 of word p / 64.
void dice_set(uint64_t *restrict words, const uint16_t *restrict places, size_t count);

#endif
