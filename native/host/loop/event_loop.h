// One epoll loop per thread: file descriptors, timers and functions posted from other threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace host {

class EventLoop {
 public:
  using Handler = std::function<void()>;
  using Id = std::uint64_t;  // 0 is never a watch

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Any thread (Fluent Bit's pause bug stops another instance's collector from the wrong one). The handler
  // runs on the loop's thread for as long as `fd` is readable. Returns 0 when epoll refuses the descriptor.
  Id watch(int fd, Handler handler);
  // Timer with a first expiry and period of `interval`. Any thread.
  Id every(std::chrono::nanoseconds interval, Handler handler);
  // A handler that is running goes on; it is not called again. Safe from inside the handler itself.
  void remove(Id id);

  // Runs `handler` once on the loop's thread, in the order of posting. Any thread.
  void post(Handler handler);

  // Waits for events and handles one batch. The loop's thread.
  void run_once();

 private:
  struct Watch {
    int fd = -1;
    bool timer = false;  // a timerfd that belongs to the watch
    Handler handler;
    ~Watch();
  };

  Id add(std::shared_ptr<Watch> watch);
  void run_posted();

  int epoll_ = -1;
  int wake_ = -1;  // eventfd for post()
  std::mutex mutex_;
  Id next_id_ = 1;
  std::map<Id, std::shared_ptr<Watch>> watches_;
  std::deque<Handler> posted_;
};

}  // namespace host
