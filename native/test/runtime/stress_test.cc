// The runtime's real state machine with many threads on it, for the sanitizers: instances start, work and end while their
// Workers crash, hang, answer late and restart.
#include <doctest.h>
#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/status.h"
#include "fake_host.h"
#include "fake_node.h"
#include "flbnode.h"

namespace {

using namespace std::chrono_literals;

const flbnode_api& api = *flbnode_api_v1();

// A wake-up that is lost is a call that does not return: says so, and ends the process.
class Watchdog {
 public:
  explicit Watchdog(const char* test) : thread_([this, test] {
    std::unique_lock<std::mutex> lock(mutex_);
    if (changed_.wait_for(lock, 120s, [this] { return done_; })) return;
    fprintf(stderr, "%s: hangs, a call of the runtime's does not return\n", test);
    abort();
  }) {}
  ~Watchdog() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      done_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
};

constexpr fake::Chances kFaults = {25, 4, 100, 30};  // crash, hang, failed_init, late

// An instance on one side, what is left of it on the other.
struct Round {
  Round(const std::string& name, fake::Chances chances, size_t workers = 1, bool unordered = false)
      : plugin(std::make_unique<fake::Plugin>(name, chances)), host(std::make_unique<fake::HostInstance>(name)) {
    plugin->workers_each = workers;
    plugin->unordered = unordered;
    fake::Add(plugin.get());
  }
  ~Round() { fake::Remove(plugin.get()); }

  void Exit(flbnode_instance* instance) {
    api.exit(instance);
    host.reset();
  }

  const std::unique_ptr<fake::Plugin> plugin;
  std::unique_ptr<fake::HostInstance> host;
};

// What came back is what a Worker has answered, or that none has. As Fluent Bit, leaves an instance alone for a while that
// asks for a retry.
void CheckFlush(const Round& round, uint64_t number, int result) {
  if (result == static_cast<int>(flbnode::Status::kRetry)) {
    std::this_thread::sleep_for(2ms);
    return;
  }
  const int answered = round.plugin->answered[number % fake::Plugin::kChunks];
  if (result != answered) fake::Violated("a flush returned " + std::to_string(result) + ", which nobody answered");
}

// Parts that a Worker has changed are 16 letters f; the others are as they were, `part` letters r each.
void CheckFilter(int result, void* out, size_t size, size_t part = 0) {
  const bool untouched = result == flb::kNoTouch && out == nullptr && size == 0;
  const char* text = static_cast<char*>(out);
  const bool changed = result == flb::kModified && out != nullptr;
  const bool modified = changed && ((size == 16 && *text == 'f') || (part > 0 && size == 32 && text[16] == 'f') ||
                                    (part > 0 && size == part + 16 && (text[0] == 'f') != (text[size - 1] == 'f')));
  if (!untouched && !modified) fake::Violated("a filter returned something else than its Worker");
  free(out);
}

// Fluent Bit starts the workers of an output twice: 16 threads for `workers 8`.
void RunOutput(const std::string& name, int flushes, bool exits_early, size_t nodes = 1, bool unordered = false) {
  Round round(name, kFaults, nodes, unordered);
  fake::EventLoop loop;
  flbnode_instance* instance = fake::Init(round.host.get(), flb::kOutput);
  REQUIRE(instance != nullptr);
  std::atomic<uint64_t> next{0};
  std::atomic<int> running{16};
  std::vector<std::thread> workers;
  for (int i = 0; i < 16; ++i) {
    workers.emplace_back([&] {
      for (int n = 0; n < flushes; ++n) {
        const uint64_t number = next++;
        const std::string tag = "tag " + std::to_string(number % 5);
        CheckFlush(round, number, api.flush(instance, &number, sizeof(number), tag.c_str()));
      }
      --running;
    });
  }
  while (running > (exits_early ? 8 : 0)) {
    loop.Turn();
    std::this_thread::sleep_for(1ms);
  }
  if (exits_early) api.pre_exit(instance);
  for (auto& worker : workers) worker.join();
  CHECK(next == 16u * static_cast<unsigned>(flushes));
  // Else nothing was tried.
  CHECK((flushes < 100 || (round.plugin->answers > 0 && round.plugin->crashes > 0)));
  round.Exit(instance);
}

void RunFilter(const std::string& name, int chunks, size_t nodes = 1) {
  Round round(name, kFaults, nodes);
  // A record is as much as each of two parts has to be: [n, text].
  const std::string record = std::string("\x92\1\xda\x50\0", 5) + std::string(0x5000, 'r');
  fake::EventLoop loop;
  flbnode_instance* instance = fake::Init(round.host.get(), flb::kFilter);
  REQUIRE(instance != nullptr);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < chunks; ++n) {
        const auto number = static_cast<uint64_t>(n * 4 + i);
        void* out = nullptr;
        size_t size = 0;
        if (nodes > 1) {
          const std::string chunk = record + record;
          const int result = api.filter(instance, chunk.data(), chunk.size(), "tag", 3, &out, &size);
          CheckFilter(result, out, size, record.size());
        } else {
          const int result = api.filter(instance, &number, sizeof(number), "tag", 3, &out, &size);
          CheckFilter(result, out, size);
        }
        std::this_thread::sleep_for(1ms);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK((chunks < 100 || round.plugin->answers > 0));
  loop.Turn();
  round.Exit(instance);
}

// On a thread of its own, as threaded inputs: only those push.
void RunInput(const std::string& name, int turns) {
  pthread_setname_np(pthread_self(), "flb-in-fake");
  Round round(name, kFaults);
  fake::Plugin& plugin = *round.plugin;
  {
    fake::EventLoop loop;
    round.host->refuses = 50;
    flbnode_instance* instance = fake::Init(round.host.get(), flb::kInput);
    REQUIRE(instance != nullptr);
    api.pre_run(instance);
    for (int turn = 0; turn < turns; ++turn) {
      loop.Turn();
      void* data = nullptr;
      size_t size = 0;
      if (turn % 7 == 0) api.collect(instance, &data, &size);
      api.collect_done(data);
      if (turn % 50 == 30) api.pause(instance);
      if (turn % 50 == 35) api.resume(instance);
    }
    // As at a shutdown: all that is accepted can be handed over.
    round.host->refuses = 0;
    api.pre_exit(instance);
    api.pause(instance);
    loop.watches.clear();
    const uint64_t before = fake::RecordsSaidLost(name);
    api.exit(instance);
    const uint64_t lost = fake::RecordsSaidLost(name) - before;
    // On a busy machine a short one may end before its Worker has done anything.
    CHECK((turns < 1000 || (plugin.written > 0 && plugin.crashes > 0)));
    CHECK(plugin.written == round.host->appended + lost);
    round.host.reset();
  }
}

}  // namespace

TEST_CASE("16 threads flush, while the Workers crash, hang, are late and restart") {
  const Watchdog watchdog("output");
  RunOutput("output.0", 150, false);
  CHECK(fake::Violation() == "");
}

TEST_CASE("an output that is cancelled while its threads flush") {
  const Watchdog watchdog("output, cancelled");
  for (int i = 0; i < 5; ++i) RunOutput("output." + std::to_string(i), 20, true);
  CHECK(fake::Violation() == "");
}

TEST_CASE("16 threads flush to three Workers") {
  const Watchdog watchdog("output with three Workers");
  RunOutput("output.0", 150, false, 3);
  RunOutput("output.0", 150, false, 3, true);
  RunOutput("output.0", 20, true, 3);
  CHECK(fake::Violation() == "");
}

TEST_CASE("a filter whose chunks two Workers share") {
  const Watchdog watchdog("filter with two Workers");
  RunFilter("filter.0", 150, 2);
  CHECK(fake::Violation() == "");
}

TEST_CASE("a filter called by four threads") {
  const Watchdog watchdog("filter");
  RunFilter("filter.0", 150);
  CHECK(fake::Violation() == "");
}

TEST_CASE("an input: each record that was accepted arrives once and in order, or is counted") {
  const Watchdog watchdog("input");
  RunInput("input.0", 1000);
  CHECK(fake::Violation() == "");
}

TEST_CASE("instances of all kinds start and end side by side") {
  const Watchdog watchdog("all kinds");
  for (int round = 0; round < 3; ++round) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) threads.emplace_back([=] { RunInput("input." + std::to_string(i), 200); });
    threads.emplace_back([] { RunOutput("output.0", 20, false); });
    threads.emplace_back([] { RunOutput("output.1", 20, true); });
    threads.emplace_back([] { RunFilter("filter.0", 30); });
    for (auto& thread : threads) thread.join();
  }
  CHECK(fake::Violation() == "");
}
