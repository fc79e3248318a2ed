#include "include/dice.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define TARGET(features) __attribute__((target(features)))
#endif

#define LANES 8

dice_kernel dice_best_kernel(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  // Each kernel falls back on those below it.
  if (!__builtin_cpu_supports("popcnt")) return DICE_BASELINE;
  if (!__builtin_cpu_supports("avx2")) return DICE_POPCNT;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vpopcntdq")) return DICE_AVX2;
  return DICE_AVX512;
#else
  return DICE_BASELINE;
#endif
}

void dice_lay(const uint64_t *from, const uint32_t *counts, size_t rows, size_t words_per_row, uint64_t threshold,
              uint64_t *words, uint64_t *needs, uint64_t *rests) {
  for (size_t group = 0; group * LANES < rows; group++) {
    for (size_t lane = 0; lane < LANES; lane++) {
      const size_t row = group * LANES + lane;
      uint64_t *to = words + group * LANES * words_per_row + lane;
      uint64_t rest = 0;
      for (size_t word = 0; word < words_per_row; word++) {
        const uint64_t bits = row < rows ? from[row * words_per_row + word] : 0;
        to[word * LANES] = bits;
        if (word >= words_per_row / 2) rest += (uint64_t)__builtin_popcountll(bits);
      }
      needs[row] = row < rows ? threshold * counts[row] : 0;
      rests[row] = rest;
    }
  }
}

// What a query brings to every comparison.
typedef struct {
  const uint64_t *words;
  uint64_t need;
  uint64_t rest;
} dice_query;

static inline __attribute__((always_inline)) dice_query prepared(const uint64_t *words, uint32_t count, size_t length,
                                                                 uint64_t threshold) {
  dice_query query = {words, threshold * count, 0};
  for (size_t word = length / 2; word < length; word++) query.rest += (uint64_t)__builtin_popcountll(words[word]);
  return query;
}

// The plain loop, which each processor's compiler makes the best of.
static inline __attribute__((always_inline)) size_t find_plainly(const dice_tile *tile, dice_query query,
                                                                 uint32_t *found, uint32_t *common) {
  const size_t length = tile->words_per_row, half = length / 2;
  size_t count = 0;
  for (size_t first = 0; first < tile->rows; first += LANES) {
    const uint64_t *rows = tile->words + first * length;
    uint64_t sums[LANES] = {0};
    for (size_t word = 0; word < half; word++)
      for (size_t lane = 0; lane < LANES; lane++)
        sums[lane] += (uint64_t)__builtin_popcountll(rows[word * LANES + lane] & query.words[word]);
    // What the second half can add at most decides whether it is looked at.
    unsigned possible = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
      const uint64_t rest = tile->rests[first + lane] < query.rest ? tile->rests[first + lane] : query.rest;
      possible |= (sums[lane] + rest) << 17 >= query.need + tile->needs[first + lane];
    }
    if (!possible) continue;
    for (size_t word = half; word < length; word++)
      for (size_t lane = 0; lane < LANES; lane++)
        sums[lane] += (uint64_t)__builtin_popcountll(rows[word * LANES + lane] & query.words[word]);
    for (size_t lane = 0; lane < LANES && first + lane < tile->rows; lane++) {
      if (sums[lane] << 17 < query.need + tile->needs[first + lane]) continue;
      found[count] = (uint32_t)(first + lane);
      common[count++] = (uint32_t)sums[lane];
    }
  }
  return count;
}

static inline __attribute__((always_inline)) void list_plainly(const uint64_t *query, const uint64_t *rows,
                                                               size_t length, const uint32_t *places, size_t count,
                                                               uint32_t *common) {
  for (size_t index = 0; index < count; index++) {
    if (index + 8 < count) __builtin_prefetch(rows + (size_t)places[index + 8] * length);
    const uint64_t *row = rows + (size_t)places[index] * length;
    uint64_t sum = 0;
    for (size_t word = 0; word < length; word++) sum += (uint64_t)__builtin_popcountll(row[word] & query[word]);
    common[index] = (uint32_t)sum;
  }
}

static inline __attribute__((always_inline)) void count_plainly(const uint64_t *rows, size_t count, size_t length,
                                                                uint32_t *counts) {
  for (size_t index = 0; index < count; index++) {
    uint64_t sum = 0;
    for (size_t word = 0; word < length; word++) sum += (uint64_t)__builtin_popcountll(rows[index * length + word]);
    counts[index] = (uint32_t)sum;
  }
}

static size_t find_baseline(const dice_tile *tile, const uint64_t *query, uint32_t query_count, uint64_t threshold,
                            uint32_t *found, uint32_t *common) {
  return find_plainly(tile, prepared(query, query_count, tile->words_per_row, threshold), found, common);
}

#if defined(__x86_64__)

TARGET("popcnt")
static size_t find_popcnt(const dice_tile *tile, const uint64_t *query, uint32_t query_count, uint64_t threshold,
                          uint32_t *found, uint32_t *common) {
  return find_plainly(tile, prepared(query, query_count, tile->words_per_row, threshold), found, common);
}

TARGET("popcnt")
static void list_popcnt(const uint64_t *query, const uint64_t *rows, size_t length, const uint32_t *places,
                        size_t count, uint32_t *common) {
  list_plainly(query, rows, length, places, count, common);
}

TARGET("popcnt")
static void count_popcnt(const uint64_t *rows, size_t count, size_t length, uint32_t *counts) {
  count_plainly(rows, count, length, counts);
}

// Bits set in each byte, by a table of half bytes (Muła, Kurz and Lemire 2018).
TARGET("avx2")
static inline __m256i bytes_set(__m256i bits) {
  const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2,
                                         3, 2, 3, 3, 4);
  const __m256i low = _mm256_set1_epi8(15);
  const __m256i ones = _mm256_shuffle_epi8(table, _mm256_and_si256(bits, low));
  const __m256i others = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(bits, 4), low));
  return _mm256_add_epi8(ones, others);
}

// The common bits of four rows and the query in the words from `from` to `to`.
TARGET("avx2")
static inline __m256i common_avx2(const uint64_t *rows, const uint64_t *query, size_t from, size_t to) {
  __m256i sums = _mm256_setzero_si256();
  while (from < to) {
    // A byte holds the sums of 31 words.
    const size_t end = to - from > 24 ? from + 24 : to;
    __m256i bytes = _mm256_setzero_si256();
    for (; from < end; from++) {
      const __m256i row = _mm256_loadu_si256((const __m256i *)(rows + from * LANES));
      const __m256i both = _mm256_and_si256(row, _mm256_set1_epi64x((long long)query[from]));
      bytes = _mm256_add_epi8(bytes, bytes_set(both));
    }
    sums = _mm256_add_epi64(sums, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
  }
  return sums;
}

TARGET("avx2")
static inline unsigned reaches_avx2(__m256i sums, __m256i needs) {
  // sums << 17 >= needs
  const __m256i less = _mm256_cmpgt_epi64(needs, _mm256_slli_epi64(sums, 17));
  return ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(less)) & 15;
}

TARGET("avx2,popcnt")
static size_t find_avx2(const dice_tile *tile, const uint64_t *words, uint32_t query_count, uint64_t threshold,
                        uint32_t *found, uint32_t *common) {
  const size_t length = tile->words_per_row, half = length / 2;
  const dice_query query = prepared(words, query_count, length, threshold);
  const __m256i need = _mm256_set1_epi64x((long long)query.need);
  const __m256i rest = _mm256_set1_epi64x((long long)query.rest);
  size_t count = 0;
  for (size_t first = 0; first < tile->rows; first += LANES) {
    for (size_t four = 0; four < LANES; four += 4) {
      const uint64_t *rows = tile->words + first * length + four;
      __m256i sums = common_avx2(rows, query.words, 0, half);
      const __m256i rests = _mm256_loadu_si256((const __m256i *)(tile->rests + first + four));
      const __m256i less = _mm256_blendv_epi8(rests, rest, _mm256_cmpgt_epi64(rests, rest));
      const __m256i needs =
          _mm256_add_epi64(need, _mm256_loadu_si256((const __m256i *)(tile->needs + first + four)));
      if (!reaches_avx2(_mm256_add_epi64(sums, less), needs)) continue;
      sums = _mm256_add_epi64(sums, common_avx2(rows, query.words, half, length));
      unsigned reached = reaches_avx2(sums, needs);
      uint64_t values[4];
      _mm256_storeu_si256((__m256i *)values, sums);
      for (; reached; reached &= reached - 1) {
        const size_t lane = (size_t)__builtin_ctz(reached);
        if (first + four + lane >= tile->rows) break;
        found[count] = (uint32_t)(first + four + lane);
        common[count++] = (uint32_t)values[lane];
      }
    }
  }
  return count;
}

#define AVX512 TARGET("avx512f,avx512vpopcntdq,popcnt")

AVX512 static inline __m512i common_avx512(__m512i sums, const uint64_t *rows, const __m512i *query, size_t length) {
  for (size_t word = 0; word < length; word++) {
    const __m512i row = _mm512_loadu_si512(rows + word * LANES);
    sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(_mm512_and_si512(row, query[word])));
  }
  return sums;
}

// `length` and `half` are known where this is put in, so that a query of 1,024 bits stays in the registers.
AVX512 static inline __attribute__((always_inline)) size_t find_avx512_of(const dice_tile *tile, dice_query query,
                                                                          size_t length, __m512i *words,
                                                                          uint32_t *found, uint32_t *common) {
  const size_t half = length / 2;
  for (size_t word = 0; word < length; word++) words[word] = _mm512_set1_epi64((long long)query.words[word]);
  const __m512i need = _mm512_set1_epi64((long long)query.need);
  const __m512i rest = _mm512_set1_epi64((long long)query.rest);
  size_t count = 0;
  for (size_t first = 0; first < tile->rows; first += LANES) {
    const uint64_t *rows = tile->words + first * length;
    __m512i sums = common_avx512(_mm512_setzero_si512(), rows, words, half);
    const __m512i less = _mm512_min_epu64(rest, _mm512_loadu_si512(tile->rests + first));
    const __m512i needs = _mm512_add_epi64(need, _mm512_loadu_si512(tile->needs + first));
    if (!_mm512_cmpge_epu64_mask(_mm512_slli_epi64(_mm512_add_epi64(sums, less), 17), needs)) continue;
    sums = common_avx512(sums, rows + half * LANES, words + half, length - half);
    unsigned reached = _mm512_cmpge_epu64_mask(_mm512_slli_epi64(sums, 17), needs);
    uint64_t values[LANES];
    _mm512_storeu_si512(values, sums);
    for (; reached; reached &= reached - 1) {
      const size_t lane = (size_t)__builtin_ctz(reached);
      if (first + lane >= tile->rows) break;
      found[count] = (uint32_t)(first + lane);
      common[count++] = (uint32_t)values[lane];
    }
  }
  return count;
}

#define LONGEST_KEPT 64

AVX512 static size_t find_avx512(const dice_tile *tile, const uint64_t *words, uint32_t query_count, uint64_t threshold,
                                 uint32_t *found, uint32_t *common) {
  const dice_query query = prepared(words, query_count, tile->words_per_row, threshold);
  __m512i kept[LONGEST_KEPT];
  if (tile->words_per_row == 16) return find_avx512_of(tile, query, 16, kept, found, common);
  if (tile->words_per_row == 8) return find_avx512_of(tile, query, 8, kept, found, common);
  if (tile->words_per_row <= LONGEST_KEPT)
    return find_avx512_of(tile, query, tile->words_per_row, kept, found, common);
  return find_avx2(tile, words, query_count, threshold, found, common);
}

AVX512 static void list_avx512(const uint64_t *query, const uint64_t *rows, size_t length, const uint32_t *places,
                               size_t count, uint32_t *common) {
  for (size_t index = 0; index < count; index++) {
    if (index + 8 < count) {
      const uint64_t *next = rows + (size_t)places[index + 8] * length;
      __builtin_prefetch(next);
      __builtin_prefetch(next + LANES);
    }
    const uint64_t *row = rows + (size_t)places[index] * length;
    __m512i sums = _mm512_setzero_si512();
    for (size_t word = 0; word < length; word += LANES) {
      const __m512i both = _mm512_and_si512(_mm512_loadu_si512(row + word), _mm512_loadu_si512(query + word));
      sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(both));
    }
    common[index] = (uint32_t)_mm512_reduce_add_epi64(sums);
  }
}

#endif

size_t dice_find(dice_kernel kernel, const dice_tile *tile, const uint64_t *query, uint32_t query_count,
                 uint64_t threshold, uint32_t *found, uint32_t *common) {
#if defined(__x86_64__)
  if (kernel == DICE_AVX512) return find_avx512(tile, query, query_count, threshold, found, common);
  if (kernel == DICE_AVX2) return find_avx2(tile, query, query_count, threshold, found, common);
  if (kernel == DICE_POPCNT) return find_popcnt(tile, query, query_count, threshold, found, common);
#else
  (void)kernel;
#endif
  return find_baseline(tile, query, query_count, threshold, found, common);
}

void dice_listed(dice_kernel kernel, const uint64_t *query, const uint64_t *rows, size_t words_per_row,
                 const uint32_t *places, size_t count, uint32_t *common) {
#if defined(__x86_64__)
  if (kernel == DICE_AVX512) {
    list_avx512(query, rows, words_per_row, places, count, common);
    return;
  }
  if (kernel != DICE_BASELINE) {
    list_popcnt(query, rows, words_per_row, places, count, common);
    return;
  }
#else
  (void)kernel;
#endif
  list_plainly(query, rows, words_per_row, places, count, common);
}

void dice_count(dice_kernel kernel, const uint64_t *rows, size_t count, size_t words_per_row, uint32_t *counts) {
#if defined(__x86_64__)
  if (kernel != DICE_BASELINE) {
    count_popcnt(rows, count, words_per_row, counts);
    return;
  }
#else
  (void)kernel;
#endif
  count_plainly(rows, count, words_per_row, counts);
}

static inline __attribute__((always_inline)) void merge(uint64_t *restrict rows, const uint64_t *restrict filters,
                                                        const int32_t *restrict numbers, size_t count, size_t words) {
  for (size_t row = 0; row < count; row++) {
    const size_t ahead = row + 8;
    if (ahead < count && numbers[ahead] >= 0) {
      const uint64_t *filter = filters + (size_t)numbers[ahead] * words;
      for (size_t word = 0; word < words; word += 8) __builtin_prefetch(filter + word);
      __builtin_prefetch(filter + words - 1);
    }
    if (numbers[row] < 0) continue;
    const uint64_t *filter = filters + (size_t)numbers[row] * words;
    for (size_t word = 0; word < words; word++) rows[row * words + word] |= filter[word];
  }
}

void dice_merge(uint64_t *restrict rows, const uint64_t *restrict filters, const int32_t *restrict numbers, size_t count,
                size_t words) {
  // 1,024 bits are what nearly everyone takes.
  if (words == 16) return merge(rows, filters, numbers, count, 16);
  merge(rows, filters, numbers, count, words);
}

void dice_set(uint64_t *restrict words, const uint16_t *restrict places, size_t count) {
  for (size_t index = 0; index < count; index++) words[places[index] >> 6] |= (uint64_t)1 << (places[index] & 63);
}
