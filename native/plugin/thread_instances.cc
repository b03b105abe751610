#include "thread_instances.h"

#include <stdlib.h>

namespace flbnode_dso {

thread_local ThreadInstances::Node* ThreadInstances::first_ = nullptr;

void ThreadInstances::Add(flbnode_instance* instance) {
  auto* node = static_cast<Node*>(malloc(sizeof(Node)));
  if (node == nullptr) return;
  *node = {instance, nullptr};
  Node** last = &first_;
  while (*last != nullptr) last = &(*last)->next;
  *last = node;
}

flbnode_instance* ThreadInstances::Only() {
  return first_ != nullptr && first_->next == nullptr ? first_->instance : nullptr;
}

bool ThreadInstances::empty() { return first_ == nullptr; }

flbnode_instance* ThreadInstances::TakeFirst() {
  if (first_ == nullptr) return nullptr;
  flbnode_instance* instance = first_->instance;
  Remove(instance);
  return instance;
}

void ThreadInstances::Remove(flbnode_instance* instance) {
  for (Node** at = &first_; *at != nullptr; at = &(*at)->next) {
    if ((*at)->instance != instance) continue;
    Node* gone = *at;
    *at = gone->next;
    free(gone);
    return;
  }
}

}  // namespace flbnode_dso
