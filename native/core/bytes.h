// Memory that changes hands between Fluent Bit and JavaScript.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace flbnode {

struct Free {
  void operator()(void* memory) const { free(memory); }
};

// By malloc, so that any side may free it: there is one allocator in the process (docs/decisions/0003).
struct Bytes {
  std::unique_ptr<char, Free> data = {};
  size_t size = 0;
};

}  // namespace flbnode
