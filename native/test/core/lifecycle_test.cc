#include "core/lifecycle.h"

#include <doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using flbnode::Lifecycle;
using flbnode::Phase;

namespace {
Lifecycle::Clock::time_point In(int ms) { return Lifecycle::Clock::now() + std::chrono::milliseconds(ms); }
}  // namespace

TEST_CASE("an instance lives from start to end") {
  Lifecycle life;
  CHECK(life.phase() == Phase::kStarting);
  CHECK(life.Enter(Phase::kReady));
  CHECK(life.Enter(Phase::kRestarting));
  CHECK(life.Enter(Phase::kReady));
  CHECK(life.Enter(Phase::kEnding));
  CHECK(life.Enter(Phase::kEnded));
}

TEST_CASE("a first start that failed is repeated, where node.on_init_error says so") {
  Lifecycle life;
  CHECK(life.Enter(Phase::kRestarting));
  CHECK(life.Enter(Phase::kReady));
}

TEST_CASE("late messages change nothing") {
  Lifecycle life;
  CHECK_FALSE(life.Enter(Phase::kEnded));  // before Exit began
  CHECK(life.Enter(Phase::kEnding));
  CHECK_FALSE(life.Enter(Phase::kReady));  // init settles after Exit began
  CHECK_FALSE(life.Enter(Phase::kRestarting));
  CHECK_FALSE(life.Enter(Phase::kFailed));
  CHECK(life.Enter(Phase::kEnded));
  for (Phase phase : {Phase::kStarting, Phase::kReady, Phase::kFailed, Phase::kRestarting, Phase::kEnding,
                      Phase::kEnded}) {
    CHECK_FALSE(life.Enter(phase));
  }
}

TEST_CASE("every phase but the last leads to the end") {
  for (Phase phase : {Phase::kStarting, Phase::kReady, Phase::kFailed, Phase::kRestarting}) {
    CHECK(Lifecycle::Allowed(phase, Phase::kEnding));
  }
  CHECK(Lifecycle::Allowed(Phase::kEnding, Phase::kEnded));
}

TEST_CASE("a waiter wakes at a phase that it waits for, or at its deadline") {
  Lifecycle life;
  CHECK(life.WaitFor({Phase::kReady}, In(1)) == Phase::kStarting);
  std::thread other([&] { life.Enter(Phase::kFailed); });
  CHECK(life.WaitFor({Phase::kReady, Phase::kFailed}, In(60'000)) == Phase::kFailed);
  other.join();
}

TEST_CASE("of many that enter a phase at once, one does") {
  for (int round = 0; round < 100; ++round) {
    Lifecycle life;
    std::atomic<int> entered{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { entered += life.Enter(Phase::kEnding) ? 1 : 0; });
    }
    for (auto& thread : threads) thread.join();
    CHECK(entered == 1);
  }
}
