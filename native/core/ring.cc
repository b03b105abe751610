#include "ring.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace flbnode {

Batch& Batch::operator=(Batch&& other) noexcept {
  std::swap(data, other.data);
  std::swap(size, other.size);
  std::swap(records, other.records);
  std::swap(end, other.end);
  return *this;
}

Batch::~Batch() { free(data); }

char* Batch::Take() { return std::exchange(data, nullptr); }

std::unique_ptr<Ring> Ring::Create(size_t limit) {
  if (limit < kMinLimit || limit > kMaxLimit) return nullptr;
  // Twice the limit, so that the largest frame fits an empty ring wherever the head stands.
  size_t words = 1;
  while (words * 4 < 2 * limit) words *= 2;
  const size_t size = (kHeaderWords + words) * 4;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  return std::unique_ptr<Ring>(new Ring(static_cast<uint32_t*>(memory), size, limit));
}

Ring::Ring(uint32_t* words, size_t memory_size, size_t limit)
    : words_(words),
      memory_size_(memory_size),
      limit_(limit),
      capacity_(static_cast<uint32_t>(memory_size / 4 - kHeaderWords)) {}

Ring::~Ring() { munmap(words_, memory_size_); }

// Acquire: pairs with the producer's compare-and-swap, so the records below the head are whole.
uint32_t Ring::published() const { return head().load(std::memory_order_acquire) & kPositionMask; }

Batch Ring::Read(size_t max_bytes, uint32_t end) const {
  uint32_t at = tail().load(std::memory_order_relaxed);
  Batch batch;
  batch.end = at;

  const size_t room = static_cast<size_t>((end - at) & kPositionMask) * 4;  // headers make it a little too much
  if (room == 0) return batch;
  batch.data = static_cast<char*>(malloc(room));
  if (batch.data == nullptr) return batch;

  const uint32_t* data = words_ + kHeaderWords;
  while (at != end) {
    const uint32_t index = at & (capacity_ - 1);
    const uint32_t length = data[index];
    if (length & kSkip) {
      at = (at + capacity_ - index) & kPositionMask;
      continue;
    }
    if (batch.records > 0 && batch.size + length > max_bytes) break;
    memcpy(batch.data + batch.size, data + index + 1, length);
    batch.size += length;
    batch.records += 1;
    at = (at + 1 + (length + 3) / 4) & kPositionMask;
    batch.end = at;
  }
  if (at == end) batch.end = end;
  return batch;
}

bool Ring::Release(const Batch& batch) {
  // Sequentially consistent, like the producer's store to `waiting` and its second look at the tail: one of the two
  // sides sees the other, so no wake-up is lost.
  tail().store(batch.end, std::memory_order_seq_cst);
  return waiting().load(std::memory_order_seq_cst) != 0 && waiting().exchange(0, std::memory_order_seq_cst) != 0;
}

bool Ring::empty() const {
  return published() == tail().load(std::memory_order_relaxed);
}

void Ring::Pause() { head().fetch_or(kPaused, std::memory_order_seq_cst); }

void Ring::Resume() { head().fetch_and(~kPaused, std::memory_order_seq_cst); }

}  // namespace flbnode
