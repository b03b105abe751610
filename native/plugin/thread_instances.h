// The instances that were initialised on the calling thread.
#pragma once

#include "flbnode.h"

namespace flbnode_dso {

// Most entry points of inputs and customs get no context, but Fluent Bit calls them on the thread that ran the
// instance's Init: an input's own thread, with one instance, or the pipeline's, with several (customs; outputs on hosts
// that do not know the ...Ctx entry points).
class ThreadInstances {
 public:
  static void Add(flbnode_instance* instance);
  // The only one of this thread; null when there are none or several.
  static flbnode_instance* Only();
  static bool empty();
  // Removes and returns the one that was added first: Fluent Bit exits in the order of Init. Null when there is none.
  static flbnode_instance* TakeFirst();
  // Removes one.
  static void Remove(flbnode_instance* instance);

  template <typename Body>
  static void ForEach(const Body& body) {
    for (Node* node = first_; node != nullptr; node = node->next) body(node->instance);
  }

 private:
  struct Node {
    flbnode_instance* instance;
    Node* next;
  };
  static thread_local Node* first_;
};

}  // namespace flbnode_dso
