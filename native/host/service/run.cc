#include "service/run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "fluent_bit_abi.h"
#include "log.h"
#include "pipeline/engine.h"
#include "service/service.h"

namespace host {
namespace {

int g_signal_pipe[2];

void on_signal(int number) {
  const int saved = errno;
  const char byte = static_cast<char>(number);
  if (write(g_signal_pipe[1], &byte, 1) < 0) {
    // The pipe is full of signals already.
  }
  errno = saved;
}

bool install_signals() {
  if (pipe2(g_signal_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGTERM, SIGINT, SIGQUIT, SIGHUP}) sigaction(number, &action, nullptr);
  return true;
}

// Fluent Bit writes this line from its signal handler, in another form than its log.
void print_caught(int number) {
  const char* const name = sigabbrev_np(number);
  char time[32];
  const std::time_t now = std::time(nullptr);
  tm local;
  std::strftime(time, sizeof time, "%Y/%m/%d %H:%M:%S", localtime_r(&now, &local));
  std::fprintf(stderr, "[%s] [engine] caught signal (SIG%s)\n", time, name);
}

class Main {
 public:
  explicit Main(const Settings& settings)
      : settings_(settings),
        deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(settings.seconds))) {}

  int run() {
    log_setup(settings_.log_level.value_or(flb::kLogInfo), settings_.version.log_milliseconds());
    service_ = Service::load(settings_, false);
    if (!service_) return 1;
    engine_ = std::make_unique<Engine>(*service_, delivered_);
    if (!engine_->start()) return 1;
    while (!failed_ && wait()) {
    }
    return failed_ ? 1 : 0;
  }

 private:
  using Clock = std::chrono::steady_clock;

  // False when the engine has ended.
  bool wait() {
    pollfd fds[] = {{g_signal_pipe[0], POLLIN, 0}, {engine_->ended_fd(), POLLIN, 0}};
    const int ready = poll(fds, 2, timeout());
    if (ready == 0) {
      stop_requested_ = true;
      engine_->stop();
    }
    if (fds[0].revents != 0) handle_signal();
    if (fds[1].revents == 0) return true;
    engine_->join();
    return false;
  }

  int timeout() const {
    if (settings_.seconds <= 0 || stop_requested_) return -1;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    return static_cast<int>(std::max<decltype(left)>(left + 1, 0));
  }

  void handle_signal() {
    char number;
    if (read(g_signal_pipe[0], &number, 1) != 1) return;
    print_caught(number);
    if (number == SIGHUP) {
      if (!stop_requested_) reload();
      return;
    }
    stop_requested_ = true;
    engine_->stop();
  }

  void reload() {
    log_info("reloading instance pid=%lu tid=%p", static_cast<unsigned long>(getpid()),
             reinterpret_cast<void*>(pthread_self()));
    service_->reload().stopping = true;  // and so it stays when the reload is halted, as in Fluent Bit
    auto next = Service::load(settings_, true);
    if (!next || !next->check()) {
      log_error("[reload] reloaded config is invalid. Reloading is halted");
      return;
    }
    log_info("[reload] stop everything of the old context");
    engine_->stop(true);
    engine_->join();
    engine_.reset();
    service_ = std::move(next);  // unregisters the old one
    log_info("[reload] start everything");
    engine_ = std::make_unique<Engine>(*service_, delivered_);
    if (!engine_->start()) {
      log_error("[reload] loaded configuration contains error(s). Reloading is aborted");
      failed_ = true;
      return;
    }
    log_info("[reload] successful reload done.");
  }

  const Settings& settings_;
  Clock::time_point deadline_;
  bool stop_requested_ = false;
  bool failed_ = false;
  std::atomic<std::uint64_t> delivered_{0};
  std::unique_ptr<Service> service_;
  std::unique_ptr<Engine> engine_;  // before its service
};

}  // namespace

int run(const Settings& settings) {
  if (!install_signals()) return 1;
  return Main(settings).run();
}

}  // namespace host
