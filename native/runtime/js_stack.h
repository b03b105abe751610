// Where a Worker is, seen from outside.
#pragma once

#include <cstdint>
#include <functional>

namespace flbnode {

// On the Worker's thread. What is returned may be called from any thread while the Worker's environment lives: soon
// afterwards, also in the middle of an endless loop, its WorkerLink::SetStack gets the JavaScript stack. In native code
// that does not return, never.
std::function<void()> StackReader(uint32_t worker);

}  // namespace flbnode
