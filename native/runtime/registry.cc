#include "registry.h"

namespace flbnode {

Registry& Registry::Get() {
  // Never destroyed: Node's threads may look instances up until the process has gone.
  static Registry* const registry = new Registry();
  return *registry;
}

std::shared_ptr<Instance> Registry::Add(const flbnode_plugin& plugin, const flb::Plugin& host) {
  std::lock_guard<Mutex> lock(mutex_);
  const uint32_t id = ++last_id_;
  return instances_[id] = std::make_shared<Instance>(id, plugin, host);
}

std::shared_ptr<Instance> Registry::Find(uint32_t id) {
  std::lock_guard<Mutex> lock(mutex_);
  auto found = instances_.find(id);
  return found != instances_.end() ? found->second : nullptr;
}

std::shared_ptr<WorkerLink> Registry::FindWorker(uint32_t worker_id) {
  const std::shared_ptr<Instance> instance = Find(worker_id / kMostWorkers);
  const size_t index = worker_id % kMostWorkers;
  if (instance == nullptr || index >= instance->worker_count()) return nullptr;
  return {instance, &instance->worker(index)};
}

std::vector<std::shared_ptr<Instance>> Registry::All() {
  std::lock_guard<Mutex> lock(mutex_);
  std::vector<std::shared_ptr<Instance>> all;
  for (const auto& [id, instance] : instances_) all.push_back(instance);
  return all;
}

void Registry::Remove(uint32_t id) {
  std::lock_guard<Mutex> lock(mutex_);
  instances_.erase(id);
}

}  // namespace flbnode
