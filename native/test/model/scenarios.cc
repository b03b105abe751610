#include "scenarios.h"

#include "world.h"

namespace model {

namespace {

// A world whose host does `script`, beside the supervisor.
class Scripted : public World {
 public:
  using Script = std::function<void(Scripted&)>;

  Scripted(int type, Faults faults, Script script) : World(type, faults), script_(std::move(script)) {}

  void Begin() override {
    Spawn("host", [this] { script_(*this); });
    SpawnSupervisor();
  }

  // Of another thread of the host's, which the script waits for.
  void FlushBeside(int number, const char* tag = "tag") {
    Spawn("flusher", [this, number, tag] {
      beside_retried = Flush(number, tag) == flbnode::Status::kRetry;
      flushed_.Set();
    });
  }
  void AwaitFlush() { flushed_.Take(); }
  bool beside_retried = false;

 private:
  const Script script_;
  Signal flushed_;
};

NamedScenario Case(std::string name, int type, Faults faults, Scripted::Script script) {
  return {std::move(name), [=] { return std::make_unique<Scripted>(type, faults, script); }};
}

// ---- what hosts do ----

void StartAndEnd(Scripted& world) {
  world.Init();
  world.Exit();
}

void FlushOnce(Scripted& world) {
  if (world.Init()) world.Flush(1);
  world.Exit();
}

void FlushTwice(Scripted& world) {
  if (world.Init()) {
    world.Flush(1);
    world.Flush(2);
  }
  world.Exit();
}

// As Fluent Bit does with a chunk; it gives up only when there is no Worker to come.
void FlushUntilTaken(Scripted& world) {
  if (world.Init()) {
    for (int number = 1;; ++number) {
      const int before = world.ready_workers();
      if (world.Flush(number) == flbnode::Status::kOk) break;
      world.AwaitReadyWorker(before);
    }
  }
  world.Exit();
}

void FlushOnTwoThreads(Scripted& world) {
  if (world.Init()) {
    world.FlushBeside(1);
    world.Flush(2);
    world.AwaitFlush();
  }
  world.Exit();
}

// Of two Workers: each has a tag of its own.
bool FlushToBoth(Scripted& world) {
  const bool started = world.Init();
  bool both_retried = false;
  if (started) {
    world.FlushBeside(1, "a");
    const bool retried = world.Flush(2, "b") == flbnode::Status::kRetry;
    world.AwaitFlush();
    both_retried = retried && world.beside_retried;
  }
  world.Exit();
  return both_retried;
}

void CrashOfOne(Scripted& world) {
  Check(!FlushToBoth(world), "one crash, and two flushes of two Workers are retried");
}

void FilterOnce(Scripted& world) {
  if (world.Init()) world.Filter();
  world.Exit();
}

void FlushDuringExit(Scripted& world) {
  const bool started = world.Init();
  if (started) world.FlushBeside(1);
  world.Exit();
  if (started) world.AwaitFlush();
}

void CancelThenExit(Scripted& world) {
  if (world.Init()) world.instance().Cancel();
  world.Exit();
}

// All that the plugin writes is taken as it comes.
void Read(Scripted& world, int records) {
  world.to_write = records;
  if (world.Init()) {
    world.instance().PreRun();
    while (world.appended < records) world.TurnLoop();
  }
  world.Exit();
}

void ReadAndPause(Scripted& world) {
  world.to_write = 1;
  if (world.Init()) {
    world.instance().PreRun();
    world.instance().Pause();
    world.instance().Resume();
    while (world.appended < 1) world.TurnLoop();
  }
  world.Exit();
}

void WriteDuringExit(Scripted& world) {
  world.to_write = 2;
  if (world.Init()) world.instance().PreRun();
  world.Exit();
}

// As at a shutdown: what comes before the pause is handed over, what comes after it is not accepted.
void PauseAndExit(Scripted& world) {
  world.to_write = 2;
  if (world.Init()) {
    world.instance().PreRun();
    world.instance().Pause();
  }
  world.Exit();
}

// What may go wrong.

Faults Crashes(int n) {
  Faults faults;
  faults.crashes = n;
  return faults;
}

Faults Hangs(bool stuck) {
  Faults faults;
  faults.hangs = 1;
  faults.stuck = stuck;
  return faults;
}

// Of all orders those with at most n preemptions.
Faults Bounded(int n, Faults faults) {
  faults.preemptions = n;
  return faults;
}

Faults Two(Faults faults) {
  faults.workers = 2;
  return faults;
}

Faults EarlyTimeouts(Faults faults) {
  faults.early_timeouts = true;
  return faults;
}

std::vector<NamedScenario> All() {
  Faults init_fails;
  init_fails.failed_inits = 1;
  Faults slow_init;
  slow_init.slow_init = true;
  Faults no_restart = Crashes(1);
  no_restart.restarts = 0;
  Faults retries = Crashes(1);
  retries.retries = true;

  Faults watched = Hangs(false);
  watched.watchdog = true;

  std::vector<NamedScenario> all = CoreScenarios();
  const auto add = [&all](NamedScenario scenario) { all.push_back(std::move(scenario)); };
  add(Case("exit: from ready, or after a crash", flb::kOutput, Crashes(1), StartAndEnd));
  add(Case("exit: init fails", flb::kOutput, init_fails, StartAndEnd));
  add(Case("exit: init is under way", flb::kOutput, Bounded(3, slow_init), StartAndEnd));
  add(Case("exit: restarts are used up", flb::kOutput, no_restart, StartAndEnd));
  add(Case("exit: cancelled before", flb::kOutput, Bounded(3, Crashes(1)), CancelThenExit));
  add(Case("exit: any time-out, and a crash", flb::kOutput, Bounded(2, EarlyTimeouts(Crashes(1))), StartAndEnd));
  add(Case("flush: answered or retried", flb::kOutput, Bounded(3, retries), FlushTwice));
  add(Case("flush: two crashes", flb::kOutput, Bounded(2, Crashes(2)), FlushTwice));
  add(Case("flush: until it is taken", flb::kOutput, Bounded(3, Crashes(1)), FlushUntilTaken));
  add(Case("flush: two threads", flb::kOutput, Bounded(3, Faults()), FlushOnTwoThreads));
  add(Case("flush: two threads and a crash", flb::kOutput, Bounded(2, Crashes(1)), FlushOnTwoThreads));
  add(Case("flush: times out", flb::kOutput, Bounded(1, Hangs(false)), FlushTwice));
  add(Case("flush: the watchdog ends a Worker", flb::kOutput, Bounded(1, watched), FlushOnce));
  add(Case("flush: times out early, or answered late", flb::kOutput, Bounded(2, EarlyTimeouts(Faults())), FlushTwice));
  add(Case("flush: during exit, of a Worker that hangs", flb::kOutput, Bounded(2, Hangs(false)), FlushDuringExit));
  add(Case("flush: during exit, of a stuck Worker", flb::kOutput, Bounded(2, Hangs(true)), FlushDuringExit));
  add(Case("workers: exit from ready", flb::kOutput, Bounded(3, Two(Faults())), StartAndEnd));
  add(Case("workers: exit, after a crash", flb::kOutput, Bounded(2, Two(Crashes(1))), StartAndEnd));
  add(Case("workers: exit, init of one fails", flb::kOutput, Bounded(2, Two(init_fails)), StartAndEnd));
  add(Case("workers: one crashes, the other answers", flb::kOutput, Bounded(1, Two(Crashes(1))), CrashOfOne));
  add(Case("workers: one hangs, the other answers", flb::kOutput, Bounded(0, Two(Hangs(false))), FlushToBoth));
  add(Case("workers: a filter's chunk in two parts", flb::kFilter, Bounded(1, Two(Crashes(1))), FilterOnce));
  add(Case("input: records, and one crash", flb::kInput, Crashes(1), [](Scripted& world) { Read(world, 2); }));
  add(Case("input: records, and two crashes", flb::kInput, Bounded(2, Crashes(2)),
           [](Scripted& world) { Read(world, 2); }));
  add(Case("input: the queue is full", flb::kInput, Bounded(3, Faults()), [](Scripted& world) { Read(world, 5); }));
  add(Case("input: pause and resume", flb::kInput, Faults(), ReadAndPause));
  add(Case("input: pause and exit", flb::kInput, Faults(), PauseAndExit));
  add(Case("input: records during exit", flb::kInput, Faults(), WriteDuringExit));
  add(Case("input: any time-out, during exit", flb::kInput, Bounded(3, EarlyTimeouts(Faults())), WriteDuringExit));
  return all;
}

}  // namespace

const std::vector<NamedScenario>& Scenarios() {
  static const std::vector<NamedScenario> scenarios = All();
  return scenarios;
}

}  // namespace model
