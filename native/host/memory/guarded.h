// Blocks of an exact size that end where an unreadable page begins: a plugin that touches a field which the
// acted version does not have dies on the spot. malloc_usable_size() of the host knows them (usable_size.cc).
#pragma once

#include <cstddef>

namespace host {

class Guarded {
 public:
  explicit Guarded(std::size_t size);  // zeroed; `size` must be a multiple of 8
  ~Guarded();
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  void* get() const { return block_; }
  template <typename T>
  T* as() const {
    return static_cast<T*>(block_);
  }

 private:
  void* mapping_;
  std::size_t mapped_;
  void* block_;
};

// The size of the live guarded block that begins at `block`, or 0. Any thread, never allocates.
std::size_t guarded_size(const void* block);

}  // namespace host
