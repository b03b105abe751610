// The collectors of one input: a timer or a file descriptor, and what to call. They run on the loop of the
// input, but pausing and resuming may come from another input's thread: Fluent Bit's proxies pause the
// collector of whichever instance was initialised last.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "loop/event_loop.h"

namespace host {

class Collectors {
 public:
  using Callback = std::function<int()>;

  void set_loop(EventLoop* loop) { loop_ = loop; }

  int add_timer(std::chrono::nanoseconds interval, Callback callback);  // returns the collector's id
  int add_fd(int fd, Callback callback);

  int start(int id);
  int start_all();
  int pause(int id);                           // 0 also when it is not running
  bool running(int id);
  int resume(int id, bool ingestion_active);   // -1 when it is running already; 0, and nothing, after a stop
  void clear();

 private:
  struct Collector {
    int fd = -1;  // -1: a timer
    std::chrono::nanoseconds interval{};
    Callback callback;
    bool running = false;
    EventLoop::Id watch = 0;
  };

  int add(Collector collector);
  Collector* find(int id);
  int activate(int id, Collector* collector);
  void fire(int id);

  EventLoop* loop_ = nullptr;
  std::recursive_mutex mutex_;
  std::vector<std::unique_ptr<Collector>> collectors_;  // the index is the id
};

}  // namespace host
