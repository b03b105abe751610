#include "fake_node.h"

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "core/producer.h"
#include "runtime/node_platform.h"
#include "runtime/registry.h"

namespace fake {

namespace {

using namespace std::chrono_literals;
using flbnode::HostEvent;
using flbnode::Instance;
using flbnode::WorkerLink;
using flbnode::Registry;
using flbnode::Status;
using flbnode::SupervisorMessage;
using Clock = std::chrono::steady_clock;

std::mutex plugins_mutex;
std::map<std::string, Plugin*> plugins;

Plugin* Find(const std::string& name) {
  std::lock_guard<std::mutex> lock(plugins_mutex);
  const auto found = plugins.find(name);
  return found != plugins.end() ? found->second : nullptr;
}

class Random {
 public:
  bool Chance(int thousandths) { return static_cast<int>(engine_() % 1000) < thousandths; }
  int Below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }

 private:
  static inline std::atomic<unsigned> seed_{1};
  std::mt19937 engine_{seed_++};
};

// ---- a Worker ----

class Worker {
 public:
  Worker(std::shared_ptr<WorkerLink> link, Plugin* plugin, std::function<void()> exited)
      : link_(std::move(link)), instance_(&link_->instance()), plugin_(plugin), thread_([this, exited = std::move(exited)] {
          Run();
          exited();
        }) {}
  ~Worker() { thread_.join(); }

  void Terminate() {
    terminated_ = true;
    Ring();
  }

 private:
  void Ring() {
    std::lock_guard<std::mutex> lock(mutex_);
    rung_ = true;
    changed_.notify_one();
  }

  // The event loop's sleep. False: terminated.
  bool Sleep(std::chrono::milliseconds most) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, most, [this] { return rung_ || terminated_; });
    rung_ = false;
    return !terminated_;
  }

  void Hang() {
    while (!terminated_) Sleep(1s);
  }

  // At each place where a plugin's own code runs. False: the Worker is gone.
  bool Survives() {
    if (terminated_) return false;
    if (random_.Chance(plugin_->chances.crash)) {
      ++plugin_->crashes;
      return false;
    }
    if (random_.Chance(plugin_->chances.hang)) {
      Hang();
      return false;
    }
    return true;
  }

  void Run() {
    const bool is_first = plugin_->workers++ < static_cast<int>(plugin_->workers_each);
    instance_->host().Property("node.something");
    link_->Attach([this] { Ring(); });
    Live(is_first);
    link_->Detach();
  }

  void Live(bool is_first) {
    if (!is_first && !Survives()) return;
    if (!is_first && random_.Chance(plugin_->chances.failed_init)) {
      link_->Failed();
      Hang();
      return;
    }
    instance_->metrics().Declare(link_->index(), {{flbnode::MetricKind::kCounter, "test_total", "help", {}, {}}});
    link_->Ready();
    for (double turns = 1; !cancelled_; ++turns) {
      if (!Sleep(2ms) || !Survives()) return;
      for (HostEvent& event : link_->TakeEvents()) {
        if (!Handle(event)) return;
      }
      if (collects_ && !Write()) return;
      AnswerLate();
      instance_->metrics().Set(link_->index(), {{0, {}, turns, 0, {}}});
      instance_->Print(flb::kLogDebug, "a line");
    }
    link_->Done();
    Hang();
  }

  bool Handle(HostEvent& event) {
    switch (event.kind) {
      case HostEvent::kStart:
        collects_ = true;
        return true;
      case HostEvent::kFlush: {
        if (!Survives()) return false;
        const auto at = Clock::now() + (random_.Chance(plugin_->chances.late) ? 1ms * (2 * kFlushTimeoutMs) : 0ms);
        pending_.push_back({at, std::move(event)});
        return true;
      }
      case HostEvent::kCancel:
        cancelled_ = true;
        return true;
      case HostEvent::kSpace:
      case HostEvent::kExpired:
        return true;
    }
    return true;
  }

  void AnswerLate() {
    for (size_t i = 0; i < pending_.size();) {
      if (Clock::now() < pending_[i].first && !cancelled_) {
        ++i;
        continue;
      }
      const HostEvent event = std::move(pending_[i].second);
      pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
      uint64_t number = 0;
      memcpy(&number, event.data.data.get(), sizeof(number));
      const Status status = static_cast<Status>(random_.Below(8) == 0 ? random_.Below(3) : 1);
      plugin_->answered[number % Plugin::kChunks] = static_cast<int>(status);
      ++plugin_->answers;
      std::optional<flbnode::Bytes> bytes;
      if (random_.Chance(500)) {
        bytes = flbnode::Bytes{{static_cast<char*>(malloc(16)), {}}, 16};
        memset(bytes->data.get(), 'f', 16);
      }
      link_->Answer(event.flush, status, std::move(bytes));
    }
  }

  bool Write() {
    if (!producer_.has_value()) {
      producer_.emplace(*instance_->ring());
      producer_->wake_host = [this] { instance_->WakeHost(); };
    }
    for (int i = random_.Below(40); i > 0 && plugin_->writes; --i) {
      const uint64_t number = plugin_->written;
      const std::string record(reinterpret_cast<const char*>(&number), sizeof(number));
      if (producer_->offer(record) != Producer::kAccepted) {
        producer_->await_space();
        if (producer_->offer(record) != Producer::kAccepted) return true;
      }
      plugin_->written = number + 1;
      if (random_.Chance(plugin_->chances.crash / 10)) {
        ++plugin_->crashes;
        return false;
      }
    }
    return true;
  }

  const std::shared_ptr<WorkerLink> link_;
  Instance* const instance_;
  Plugin* const plugin_;
  Random random_;
  bool collects_ = false, cancelled_ = false;
  std::optional<Producer> producer_;
  std::vector<std::pair<Clock::time_point, HostEvent>> pending_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool rung_ = false;
  std::atomic<bool> terminated_{false};
  std::thread thread_;
};

// ---- the supervisor ----

class Supervisor {
 public:
  Supervisor() : thread_([this] { Run(); }) {}
  ~Supervisor() {
    Post([this] {
      for (auto& [id, supervised] : workers_) End(id);
      for (auto& [id, supervised] : workers_) {
        if (supervised.worker != nullptr) supervised.worker->Terminate();
      }
      closing_ = true;
    });
    thread_.join();
  }

  void Post(SupervisorMessage message) {
    Post([this, message] { Handle(message); });
  }

 private:
  struct Supervised {
    std::unique_ptr<Worker> worker;
    bool ended = false;
    std::optional<Clock::time_point> restart, init_over, exit_over;
  };

  void Post(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(std::move(task));
    changed_.notify_one();
  }

  void Run() {
    for (;;) {
      std::deque<std::function<void()>> tasks;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait_for(lock, 1ms, [this] { return !tasks_.empty(); });
        tasks.swap(tasks_);
      }
      for (const auto& task : tasks) task();
      Timers();
      bool alive = false;
      for (auto& [id, supervised] : workers_) alive = alive || supervised.worker != nullptr;
      if (closing_ && !alive) return;
    }
  }

  void Handle(SupervisorMessage message) {
    const auto found = workers_.find(message.id);
    switch (message.kind) {
      case SupervisorMessage::kStart:
        if (auto first = Registry::Get().FindWorker(message.id)) {
          const Plugin* plugin = Find(first->instance().host().name());
          if (plugin == nullptr) break;
          flbnode::Settings settings;
          settings.workers = plugin->workers_each;
          settings.ordered = !plugin->unordered;
          settings.flush_timeout = settings.filter_timeout = 1ms * kFlushTimeoutMs;
          settings.init_timeout = 20s;
          settings.exit_timeout = 300ms;
          settings.buffer_limit = 4096;
          const size_t count = first->instance().Configure(settings);
          for (uint32_t i = 0; i < count; ++i) Spawn(message.id + i);
        }
        break;
      case SupervisorMessage::kReady:
        if (found != workers_.end() && !found->second.ended) found->second.init_over.reset();
        break;
      case SupervisorMessage::kEnd:
        End(message.id);
        break;
      case SupervisorMessage::kStop:
        if (found != workers_.end() && found->second.worker != nullptr) found->second.worker->Terminate();
        break;
      case SupervisorMessage::kShutdown:
        break;
    }
  }

  void End(uint32_t id) {
    Supervised& supervised = workers_[id];
    supervised.restart.reset();
    auto link = Registry::Get().FindWorker(id);
    if (supervised.worker == nullptr) {
      if (link != nullptr) link->Exited(false);
    } else if (!supervised.ended) {
      supervised.init_over.reset();
      supervised.exit_over = Clock::now() + 300ms;
    }
    supervised.ended = true;
  }

  void Spawn(uint32_t id) {
    auto link = Registry::Get().FindWorker(id);
    Plugin* plugin = link != nullptr ? Find(link->instance().host().name()) : nullptr;
    if (plugin == nullptr) return;
    Supervised& supervised = workers_[id];
    supervised.init_over = Clock::now() + 20s;
    supervised.worker = std::make_unique<Worker>(link, plugin, [this, id] { Post([this, id] { Exited(id); }); });
  }

  void Exited(uint32_t id) {
    Supervised& supervised = workers_[id];
    supervised.worker.reset();
    supervised.init_over.reset();
    supervised.exit_over.reset();
    auto link = Registry::Get().FindWorker(id);
    if (link != nullptr && link->Exited(!supervised.ended)) {
      supervised.restart = Clock::now() + 1ms * random_.Below(4);
    }
  }

  void Timers() {
    const auto is_over = [now = Clock::now()](std::optional<Clock::time_point>& timer) {
      if (!timer.has_value() || now < *timer) return false;
      timer.reset();
      return true;
    };
    for (auto& [id, supervised] : workers_) {
      if (is_over(supervised.restart)) Spawn(id);
      if (is_over(supervised.init_over)) {
        if (auto link = Registry::Get().FindWorker(id)) link->Failed();
      }
      if (is_over(supervised.exit_over) && supervised.worker != nullptr) supervised.worker->Terminate();
      // As the watchdog, which sees at once here who hangs.
      if (supervised.worker != nullptr && random_.Chance(2)) {
        if (auto link = Registry::Get().FindWorker(id)) link->Abandon();
        supervised.worker->Terminate();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  // The thread's own:
  std::map<uint32_t, Supervised> workers_;
  bool closing_ = false;
  Random random_;
  std::thread thread_;
};

std::mutex users_mutex;
int users = 0;
std::mutex supervisor_mutex;
std::shared_ptr<Supervisor> supervisor;

}  // namespace

void Add(Plugin* plugin) {
  std::lock_guard<std::mutex> lock(plugins_mutex);
  plugins[plugin->name] = plugin;
}

void Remove(Plugin* plugin) {
  std::lock_guard<std::mutex> lock(plugins_mutex);
  plugins.erase(plugin->name);
}

}  // namespace fake

namespace flbnode {

NodePlatform& NodePlatform::Get() {
  static NodePlatform platform;
  return platform;
}

bool NodePlatform::Acquire(const StartOptions&, std::string*) {
  std::lock_guard<std::mutex> lock(fake::users_mutex);
  if (fake::users++ > 0) return true;
  std::lock_guard<std::mutex> change(fake::supervisor_mutex);
  fake::supervisor = std::make_shared<fake::Supervisor>();
  return true;
}

void NodePlatform::Release() {
  std::lock_guard<std::mutex> lock(fake::users_mutex);
  if (--fake::users > 0) return;
  std::shared_ptr<fake::Supervisor> last;
  {
    std::lock_guard<std::mutex> change(fake::supervisor_mutex);
    last.swap(fake::supervisor);
  }
}

void NodePlatform::CoverExit() {}

bool NodePlatform::Post(SupervisorMessage message) {
  std::lock_guard<std::mutex> lock(fake::supervisor_mutex);
  if (fake::supervisor == nullptr) return false;
  fake::supervisor->Post(message);
  return true;
}

}  // namespace flbnode
