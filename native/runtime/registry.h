// All instances of the process, and the C ABI that plugin DSOs call.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "instance.h"

namespace flbnode {

class Registry {
 public:
  static Registry& Get();

  std::shared_ptr<Instance> Add(const flbnode_plugin& plugin, const flb::Plugin& host);
  // Null when it has exited.
  std::shared_ptr<Instance> Find(uint32_t id);
  std::vector<std::shared_ptr<Instance>> All();

  // JavaScript knows Workers by ids that are unique in the process; those of one instance follow each other.
  static uint32_t WorkerId(uint32_t instance, uint32_t index) { return instance * kMostWorkers + index; }
  // Null when its instance has exited. Holds the instance.
  std::shared_ptr<WorkerLink> FindWorker(uint32_t worker_id);
  void Remove(uint32_t id);

 private:
  Mutex mutex_;
  uint32_t last_id_ = 0;
  std::unordered_map<uint32_t, std::shared_ptr<Instance>> instances_;
};

}  // namespace flbnode
