#include "pipeline/collector.h"

#include "log.h"

namespace host {

int Collectors::add_timer(std::chrono::nanoseconds interval, Callback callback) {
  Collector collector;
  collector.interval = interval;
  collector.callback = std::move(callback);
  return add(std::move(collector));
}

int Collectors::add_fd(int fd, Callback callback) {
  Collector collector;
  collector.fd = fd;
  collector.callback = std::move(callback);
  return add(std::move(collector));
}

int Collectors::add(Collector collector) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  collectors_.push_back(std::make_unique<Collector>(std::move(collector)));
  return static_cast<int>(collectors_.size()) - 1;
}

Collectors::Collector* Collectors::find(int id) {
  return id >= 0 && static_cast<std::size_t>(id) < collectors_.size() ? collectors_[static_cast<std::size_t>(id)].get()
                                                                      : nullptr;
}

int Collectors::activate(int id, Collector* collector) {
  const auto handler = [this, id] { fire(id); };
  collector->watch =
      collector->fd >= 0 ? loop_->watch(collector->fd, handler) : loop_->every(collector->interval, handler);
  if (collector->watch == 0) {
    log_error("[input collector] COLLECT_EVENT registration failed");
    return -1;
  }
  collector->running = true;
  return 0;
}

int Collectors::start(int id) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  Collector* const collector = find(id);
  if (collector == nullptr) return -1;
  return collector->running ? 0 : activate(id, collector);
}

int Collectors::start_all() {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  for (std::size_t id = 0; id < collectors_.size(); ++id) {
    if (start(static_cast<int>(id)) != 0) return -1;
  }
  return 0;
}

int Collectors::pause(int id) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  Collector* const collector = find(id);
  if (collector == nullptr) return -1;
  if (!collector->running) return 0;
  loop_->remove(collector->watch);
  collector->running = false;
  return 0;
}

int Collectors::resume(int id, bool ingestion_active) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  Collector* const collector = find(id);
  if (collector == nullptr) return -1;
  if (collector->running) {
    log_error("[input] cannot resume collector %i, already running", id);
    return -1;
  }
  return ingestion_active ? activate(id, collector) : 0;
}

bool Collectors::running(int id) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  const Collector* const collector = find(id);
  return collector != nullptr && collector->running;
}

void Collectors::clear() {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  for (const auto& collector : collectors_) {
    if (collector->running) loop_->remove(collector->watch);
  }
  collectors_.clear();
}

void Collectors::fire(int id) {
  Callback callback;
  {
    std::lock_guard<std::recursive_mutex> lock(mutex_);
    const Collector* const collector = find(id);
    if (collector == nullptr || !collector->running) return;
    callback = collector->callback;
  }
  callback();  // without the lock: it may pause or resume
}

}  // namespace host
