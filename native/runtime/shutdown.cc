#include "shutdown.h"

#include "registry.h"

namespace flbnode {

Shutdown& Shutdown::Get() {
  // Never destroyed: a forgotten thread of Fluent Bit's may still be in Exit when the process ends.
  static Shutdown* const shutdown = new Shutdown();
  return *shutdown;
}

Patience Shutdown::Begin() {
  std::lock_guard<Mutex> lock(mutex_);
  if (!under_way_) {
    under_way_ = true;
    waited_ = Patience();
    for (const auto& instance : Registry::Get().All()) instance->Cancel();
  }
  return waited_;
}

void Shutdown::Waited(const Patience& waited) {
  std::lock_guard<Mutex> lock(mutex_);
  waited_ = waited;
}

void Shutdown::Over() {
  std::lock_guard<Mutex> lock(mutex_);
  under_way_ = false;
}

}  // namespace flbnode
