// What is left of a start is given back.
#pragma once

namespace flbnode {

// This thread's JavaScript heap: soon, in small steps, a collection that also shrinks it. A start leaves as much garbage
// as the heap of an idle plugin holds, and V8 alone would keep it until the heap has doubled.
void SettleHeap();

// The process: free pages of its allocator, and pages of libnode that the dynamic linker alone has read.
void SettleProcess();

}  // namespace flbnode
