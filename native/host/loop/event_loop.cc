#include "loop/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace host {
namespace {

// Timers and wake-ups count in an 8-byte read; the count itself does not matter.
void consume(int fd) {
  std::uint64_t count;
  while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

int checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return fd;
}

}  // namespace

EventLoop::Watch::~Watch() {
  if (timer) close(fd);
}

EventLoop::EventLoop()
    : epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_(checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  watch(wake_, [this] { run_posted(); });
}

EventLoop::~EventLoop() {
  close(wake_);
  close(epoll_);
}

EventLoop::Id EventLoop::add(std::shared_ptr<Watch> watch) {
  std::lock_guard<std::mutex> lock(mutex_);
  const Id id = next_id_++;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = id;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, watch->fd, &event) != 0) return 0;
  watches_[id] = std::move(watch);
  return id;
}

EventLoop::Id EventLoop::watch(int fd, Handler handler) {
  auto watch = std::make_shared<Watch>();
  watch->fd = fd;
  watch->handler = std::move(handler);
  return add(std::move(watch));
}

EventLoop::Id EventLoop::every(std::chrono::nanoseconds interval, Handler handler) {
  auto watch = std::make_shared<Watch>();
  const int fd = checked(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd_create");
  watch->fd = fd;
  watch->timer = true;
  watch->handler = [fd, inner = std::move(handler)] {
    consume(fd);
    inner();
  };
  itimerspec spec{};
  spec.it_interval.tv_sec = static_cast<time_t>(interval.count() / 1'000'000'000);
  spec.it_interval.tv_nsec = static_cast<long>(interval.count() % 1'000'000'000);
  spec.it_value = spec.it_interval;
  timerfd_settime(fd, 0, &spec, nullptr);
  return add(std::move(watch));
}

void EventLoop::remove(Id id) {
  std::shared_ptr<Watch> removed;  // destroyed after the lock, and after a handler that is running
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = watches_.find(id);
  if (found == watches_.end()) return;
  removed = std::move(found->second);
  watches_.erase(found);
  // The owner may have closed the descriptor already, which removed it from epoll.
  epoll_ctl(epoll_, EPOLL_CTL_DEL, removed->fd, nullptr);
}

void EventLoop::post(Handler handler) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    posted_.push_back(std::move(handler));
  }
  const std::uint64_t one = 1;
  while (write(wake_, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void EventLoop::run_posted() {
  consume(wake_);
  std::deque<Handler> batch;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    batch.swap(posted_);
  }
  for (Handler& handler : batch) handler();
}

void EventLoop::run_once() {
  epoll_event events[64];
  const int count = epoll_wait(epoll_, events, 64, -1);
  for (int i = 0; i < count; ++i) {
    std::shared_ptr<Watch> watch;
    {
      // Looked up by id, not by pointer: an earlier handler of this batch may have removed it.
      std::lock_guard<std::mutex> lock(mutex_);
      const auto found = watches_.find(events[i].data.u64);
      if (found == watches_.end()) continue;
      watch = found->second;
    }
    watch->handler();
  }
}

}  // namespace host
