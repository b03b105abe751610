// The allocator that libnode and its libraries see: alloc.cc.
#pragma once

#include <cstddef>

namespace flbnode {

// On a Worker's thread: from now on its libnode gets no block of memory larger than `bytes`, and `refused` is called
// instead, perhaps several times for one. V8 throws a RangeError for a buffer that it gets no block for.
void LimitBlocks(size_t bytes, void (*refused)(size_t bytes));

}  // namespace flbnode
