#include "scheduler.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <sstream>

#include "fiber.h"

namespace model {

namespace {

constexpr int kMostThreads = 12;
// Each thread has a time-out beside it, which is a thread as well: it wakes the one that sleeps.
constexpr int kActors = 2 * kMostThreads;
constexpr size_t kMostSteps = 3000;
// A look that comes this late is counted by the runtime's own measure of time (core/patience.h) as much as by the clock.
constexpr int kTimeoutMs = 500;

// Which step of each actor comes before something: its number plus one.
using Clock = std::array<size_t, kActors>;

void Join(Clock& clock, const Clock& other) {
  for (int i = 0; i < kActors; ++i) clock[i] = std::max(clock[i], other[i]);
}

struct Operation {
  const void* object = nullptr;  // null: depends on nothing
  Access access = Access::kWrite;
  const char* what = "start";

  bool DependsOn(const Operation& other) const {
    return object != nullptr && object == other.object &&
           (access == Access::kWrite || other.access == Access::kWrite);
  }
};

struct Thread {
  std::unique_ptr<Fiber> fiber;
  Operation next;
  std::function<bool()> enabled;  // empty: always
  // Sleep:
  const void* condition = nullptr;
  bool timed = false, notified = false, timed_out = false;
  std::function<bool()> holds;
  int elapsed = 0;
};

using Actors = uint32_t;  // a set
constexpr Actors Bit(int actor) { return 1u << actor; }

// One step of the run that is under way, or one choice.
struct Node {
  // A choice:
  int alternatives = 0;  // 0: a step
  int alternative = 0;
  // A step:
  int chosen = -1;
  Actors enabled = 0, backtrack = 0, done = 0, sleep = 0;
  int last = -1;         // who had the turn before
  int preemptions = 0;   // until this step: turns taken from a thread that could have gone on

  int PreemptionsWith(int actor) const {
    return preemptions + (last >= 0 && (enabled & Bit(last)) != 0 && actor != last ? 1 : 0);
  }
  // Of this run:
  Operation operation;
  Clock clock = {};
};

// Thrown in a fiber to end it.
struct Abandoned {};

class Scheduler {
 public:
  Outcome Explore(const std::function<std::unique_ptr<Scenario>()>& make, size_t limit);

  // ---- called by fibers ----
  bool in_thread() const { return running_ >= 0; }
  void Stop(Operation operation, std::function<bool()> enabled);
  void Released(const void* object);
  void Enables(const void* object);
  bool Sleep(const void* condition, const void* mutex, bool timed, std::function<bool()> mutex_is_free,
             std::function<bool()> holds);
  void Notify(const void* condition);
  int Elapsed() const { return in_thread() ? threads_[running_].elapsed : 0; }
  void Spawn(std::string name, std::function<void()> body);
  int Choose(int n, const char* what);
  void Note(const std::string& text) { notes_.push_back({depth_, text}); }
  [[noreturn]] void Violated(const std::string& property);

 private:
  static int TimerOf(int thread) { return kMostThreads + thread; }
  bool IsEnabled(int actor) const;
  Operation NextOf(int actor) const;
  Actors Enabled(bool early_timeouts) const;
  // False: this run is the same as one before.
  bool RunOnce(Scenario& scenario);
  Actors StillAsleep() const;
  bool Take(Actors enabled, Node** node);
  void Execute(int actor, Node& node);
  void FindRaces(int actor, const Operation& operation, size_t before);
  bool NextOrder();
  void Abandon();
  std::vector<std::string> Names(const std::function<bool(const Thread&)>& which) const;
  std::string Trace() const;

  std::vector<Node> nodes_;  // of the run under way
  size_t depth_ = 0;
  std::vector<Thread> threads_;
  std::array<Clock, kActors> clocks_ = {};
  struct Accesses {
    Clock writes = {}, all = {};
  };
  std::map<const void*, Accesses> objects_;
  std::vector<std::pair<size_t, std::string>> notes_;
  int running_ = -1;
  int last_ = -1;
  int preemptions_ = 0;
  int most_preemptions_ = 0;
  bool abandoning_ = false;
  std::string violation_;
};

Scheduler& Get() {
  static Scheduler scheduler;
  return scheduler;
}

// ---- what fibers do ----

void Scheduler::Stop(Operation operation, std::function<bool()> enabled) {
  // On the way out destructors do as they like.
  if (!in_thread() || abandoning_ || !violation_.empty()) return;
  Thread& self = threads_[running_];
  self.next = operation;
  self.enabled = std::move(enabled);
  self.fiber->Yield();
  if (abandoning_) throw Abandoned();
}

void Scheduler::Released(const void* object) {
  if (!in_thread() || abandoning_) return;
  Accesses& accesses = objects_[object];
  Join(accesses.all, clocks_[running_]);
  Join(accesses.writes, clocks_[running_]);
}

void Scheduler::Enables(const void* object) {
  if (!in_thread() || abandoning_) return;
  for (size_t i = 0; i < threads_.size(); ++i) {
    if (threads_[i].next.object == object && !IsEnabled(static_cast<int>(i))) Join(clocks_[i], clocks_[running_]);
  }
}

bool Scheduler::Sleep(const void* condition, const void* mutex, bool timed, std::function<bool()> mutex_is_free,
                      std::function<bool()> holds) {
  if (abandoning_ || !violation_.empty()) return false;
  const int me = running_;
  threads_[me].condition = condition;
  threads_[me].timed = timed;
  threads_[me].notified = threads_[me].timed_out = false;
  threads_[me].holds = std::move(holds);
  Stop({mutex, Access::kWrite, "wake up"}, [this, me, mutex_is_free] {
    return (threads_[me].notified || threads_[me].timed_out) && mutex_is_free();
  });
  threads_[me].condition = nullptr;
  threads_[me].holds = nullptr;
  return threads_[me].notified;
}

void Scheduler::Notify(const void* condition) {
  Stop({condition, Access::kWrite, "notify"}, nullptr);
  if (!in_thread() || abandoning_) return;
  for (size_t i = 0; i < threads_.size(); ++i) {
    Thread& thread = threads_[i];
    if (thread.condition != condition || thread.notified || thread.timed_out) continue;
    thread.notified = true;
    Join(clocks_[i], clocks_[running_]);
  }
}

void Scheduler::Spawn(std::string name, std::function<void()> body) {
  if (threads_.size() == kMostThreads) Violated("the model has too few threads");
  auto run = [this, body = std::move(body)] {
    try {
      body();
    } catch (const Abandoned&) {
    } catch (const std::exception& error) {
      violation_ = std::string("an exception left a thread: ") + error.what();
    }
  };
  const size_t index = threads_.size();
  threads_.emplace_back();
  threads_[index].fiber = std::make_unique<Fiber>(std::move(name), std::move(run));
  if (in_thread()) clocks_[index] = clocks_[running_];
}

int Scheduler::Choose(int n, const char* what) {
  if (abandoning_) throw Abandoned();
  if (depth_ == nodes_.size()) {
    Node node;
    node.alternatives = n;
    node.sleep = StillAsleep();
    nodes_.push_back(node);
  }
  const int taken = nodes_[depth_++].alternative;
  Note(std::string(what) + ": " + std::to_string(taken));
  return taken;
}

void Scheduler::Violated(const std::string& property) {
  if (violation_.empty()) violation_ = property;
  throw Abandoned();
}

// ---- one run ----

bool Scheduler::IsEnabled(int actor) const {
  if (actor >= kMostThreads) {
    const size_t index = static_cast<size_t>(actor - kMostThreads);
    if (index >= threads_.size()) return false;
    const Thread& thread = threads_[index];
    return thread.condition != nullptr && thread.timed && !thread.notified && !thread.timed_out;
  }
  const size_t index = static_cast<size_t>(actor);
  if (index >= threads_.size() || threads_[index].fiber->ended()) return false;
  return !threads_[index].enabled || threads_[index].enabled();
}

Operation Scheduler::NextOf(int actor) const {
  if (actor < kMostThreads) return threads_[static_cast<size_t>(actor)].next;
  return {threads_[static_cast<size_t>(actor - kMostThreads)].condition, Access::kWrite, "time-out"};
}

Actors Scheduler::Enabled(bool early_timeouts) const {
  Actors threads = 0, timers = 0;
  for (size_t i = 0; i < threads_.size(); ++i) {
    const int thread = static_cast<int>(i);
    if (IsEnabled(thread)) threads |= Bit(thread);
    if (IsEnabled(TimerOf(thread))) timers |= Bit(TimerOf(thread));
  }
  return early_timeouts || threads == 0 ? threads | timers : threads;
}

// Those whose turn at the last node has been run, and would be no different after it.
Actors Scheduler::StillAsleep() const {
  if (nodes_.empty()) return 0;
  const Node& before = nodes_.back();
  if (before.alternatives != 0) return before.sleep;
  Actors asleep = 0;
  for (int actor = 0; actor < kActors; ++actor) {
    const bool candidate = ((before.sleep | before.done) & Bit(actor)) != 0;
    if (candidate && !NextOf(actor).DependsOn(before.operation)) asleep |= Bit(actor);
  }
  return asleep;
}

// The step that comes next: as it was decided, or, beyond that, the same thread as long as it can go on.
bool Scheduler::Take(Actors enabled, Node** node) {
  if (depth_ < nodes_.size()) {
    *node = &nodes_[depth_];
    (*node)->enabled = enabled;
    if ((*node)->alternatives != 0 || (enabled & Bit((*node)->chosen)) == 0) {
      throw std::logic_error("the scenario does not run the same way twice");
    }
    return true;
  }
  Node next;
  next.enabled = enabled;
  next.sleep = StillAsleep() & enabled;
  next.last = last_;
  next.preemptions = preemptions_;
  const Actors awake = enabled & ~next.sleep;
  if (awake == 0) return false;
  next.chosen = last_ >= 0 && (awake & Bit(last_)) != 0 ? last_ : __builtin_ctz(awake);
  next.backtrack = Bit(next.chosen);
  nodes_.push_back(next);
  *node = &nodes_.back();
  return true;
}

// Of the steps that `operation` depends on, the last one that could have come after it: the other order is to be run too.
void Scheduler::FindRaces(int actor, const Operation& operation, size_t before) {
  for (size_t at = before; at-- > 0;) {
    Node& earlier = nodes_[at];
    if (earlier.alternatives != 0 || earlier.chosen == actor || !operation.DependsOn(earlier.operation)) continue;
    if (clocks_[actor][earlier.chosen] > at) continue;  // it has to come before
    // Who could run there, for this step to come first: the actor itself, or those that it follows.
    Actors first = earlier.enabled & Bit(actor);
    for (int other = 0; other < kActors; ++other) {
      if ((earlier.enabled & Bit(other)) != 0 && clocks_[actor][other] > at + 1) first |= Bit(other);
    }
    if (first == 0) {
      earlier.backtrack |= earlier.enabled;
    } else if ((first & (earlier.backtrack | earlier.sleep)) == 0) {
      const int preferred = (first & Bit(actor)) != 0 ? actor : __builtin_ctz(first);
      earlier.backtrack |= Bit(preferred);
    }
    return;
  }
}

void Scheduler::Execute(int actor, Node& node) {
  // A time-out comes after the beginning of the sleep that it ends.
  if (actor >= kMostThreads) Join(clocks_[actor], clocks_[actor - kMostThreads]);
  const Operation operation = NextOf(actor);
  node.operation = operation;
  preemptions_ = node.PreemptionsWith(actor);
  FindRaces(actor, operation, depth_);
  // A time-out that comes before this wake-up; after it there is none.
  for (size_t i = 0; i < threads_.size(); ++i) {
    const int timer = TimerOf(static_cast<int>(i));
    if (timer != actor && (node.enabled & Bit(timer)) != 0 && operation.DependsOn(NextOf(timer))) {
      node.backtrack |= Bit(timer);
    }
  }

  Clock& clock = clocks_[actor];
  if (operation.object != nullptr) {
    Accesses& accesses = objects_[operation.object];
    Join(clock, operation.access == Access::kWrite ? accesses.all : accesses.writes);
    clock[actor] = depth_ + 1;
    Join(accesses.all, clock);
    if (operation.access == Access::kWrite) Join(accesses.writes, clock);
  }
  clock[actor] = depth_ + 1;
  node.clock = clock;
  ++depth_;

  if (actor >= kMostThreads) {
    const size_t index = static_cast<size_t>(actor - kMostThreads);
    threads_[index].timed_out = true;
    threads_[index].elapsed += kTimeoutMs;
    Join(clocks_[index], clock);
    return;
  }
  running_ = last_ = actor;
  Fiber& fiber = *threads_[static_cast<size_t>(actor)].fiber;
  threads_[static_cast<size_t>(actor)].enabled = nullptr;
  fiber.Resume();
  running_ = -1;
}

std::vector<std::string> Scheduler::Names(const std::function<bool(const Thread&)>& which) const {
  std::vector<std::string> names;
  for (const Thread& thread : threads_) {
    if (!thread.fiber->ended() && which(thread)) names.push_back(thread.fiber->name);
  }
  return names;
}

bool Scheduler::RunOnce(Scenario& scenario) {
  depth_ = 0;
  last_ = -1;
  preemptions_ = 0;
  clocks_ = {};
  objects_.clear();
  notes_.clear();
  threads_.reserve(kMostThreads);
  scenario.Begin();
  constexpr Actors kThreadsMask = Bit(kMostThreads) - 1;
  while (violation_.empty()) {
    const Actors enabled = Enabled(scenario.early_timeouts());
    if (enabled == 0) break;
    if (depth_ >= kMostSteps) {
      violation_ = "the run does not end";
      break;
    }
    try {
      if ((enabled & kThreadsMask) == 0) {
        for (const Thread& thread : threads_) {
          if (thread.condition != nullptr && !thread.notified && thread.holds && thread.holds()) {
            violation_ = "a wake-up is lost: " + thread.fiber->name + " waits for what holds already";
          }
        }
        scenario.Stalled(Names([](const Thread& thread) { return thread.condition != nullptr; }));
      }
    } catch (const Abandoned&) {
      break;
    }
    Node* node = nullptr;
    if (!Take(enabled, &node)) return false;
    Execute(node->chosen, *node);
  }
  if (!violation_.empty()) return true;
  for (size_t i = 0; i < threads_.size(); ++i) {
    if (!threads_[i].fiber->ended()) FindRaces(static_cast<int>(i), threads_[i].next, depth_);
  }
  try {
    scenario.End(Names([](const Thread&) { return true; }));
  } catch (const Abandoned&) {
  }
  return true;
}

void Scheduler::Abandon() {
  abandoning_ = true;
  for (size_t i = 0; i < threads_.size(); ++i) {
    if (!threads_[i].fiber->began() || threads_[i].fiber->ended()) continue;
    running_ = static_cast<int>(i);
    threads_[i].fiber->Resume();
  }
  running_ = -1;
  threads_.clear();
  abandoning_ = false;
}

// Leaves in nodes_ the beginning of the next run. False: there is none.
bool Scheduler::NextOrder() {
  for (; !nodes_.empty(); nodes_.pop_back()) {
    Node& node = nodes_.back();
    if (node.alternatives != 0) {
      if (++node.alternative < node.alternatives) return true;
      continue;
    }
    node.done |= Bit(node.chosen);
    Actors left = node.backtrack & node.enabled & ~node.done & ~node.sleep;
    for (int actor = 0; actor < kActors; ++actor) {
      if (node.PreemptionsWith(actor) > most_preemptions_) left &= ~Bit(actor);
    }
    if (left == 0) continue;
    node.chosen = __builtin_ctz(left);
    return true;
  }
  return false;
}

std::string Scheduler::Trace() const {
  std::ostringstream trace;
  std::map<const void*, size_t> numbers;
  size_t note = 0;
  auto notes = [&](size_t until) {
    for (; note < notes_.size() && notes_[note].first <= until; ++note) trace << "        " << notes_[note].second << '\n';
  };
  for (size_t at = 0; at < depth_; ++at) {
    notes(at);
    const Node& node = nodes_[at];
    if (node.alternatives != 0) continue;
    const bool timer = node.chosen >= kMostThreads;
    const std::string& name = threads_[static_cast<size_t>(node.chosen % kMostThreads)].fiber->name;
    trace << "  " << name << ": " << (timer ? "its time is over" : node.operation.what);
    if (node.operation.object != nullptr) {
      trace << " #" << numbers.try_emplace(node.operation.object, numbers.size() + 1).first->second;
    }
    trace << '\n';
  }
  notes(depth_);
  return trace.str();
}

Outcome Scheduler::Explore(const std::function<std::unique_ptr<Scenario>()>& make, size_t limit) {
  Outcome outcome;
  nodes_.clear();
  violation_.clear();
  do {
    if (outcome.runs == limit) return outcome;
    std::unique_ptr<Scenario> scenario = make();
    most_preemptions_ = scenario->most_preemptions();
    const bool whole = RunOnce(*scenario);
    ++(whole ? outcome.runs : outcome.redundant);
    outcome.steps = std::max(outcome.steps, depth_);
    if (!violation_.empty()) {
      outcome.violation = violation_;
      outcome.trace = Trace();
    }
    Abandon();
    if (!outcome.violation.empty()) return outcome;
  } while (NextOrder());
  outcome.complete = true;
  return outcome;
}

}  // namespace

bool InThread() { return Get().in_thread(); }
void Step(const void* object, Access access, const char* what) { Get().Stop({object, access, what}, nullptr); }
void Block(const void* object, const char* what, std::function<bool()> enabled) {
  Get().Stop({object, Access::kWrite, what}, std::move(enabled));
}
void Released(const void* object) { Get().Released(object); }
void Enables(const void* object) { Get().Enables(object); }
bool Sleep(const void* condition, const void* mutex, bool timed, std::function<bool()> mutex_is_free,
           std::function<bool()> holds) {
  return Get().Sleep(condition, mutex, timed, std::move(mutex_is_free), std::move(holds));
}
void Notify(const void* condition) { Get().Notify(condition); }
int Elapsed() { return Get().Elapsed(); }
void Spawn(std::string name, std::function<void()> body) { Get().Spawn(std::move(name), std::move(body)); }
int Choose(int n, const char* what) { return Get().Choose(n, what); }
void Note(const std::string& text) { Get().Note(text); }
void Violated(const std::string& property) { Get().Violated(property); }
Outcome Explore(const std::function<std::unique_ptr<Scenario>()>& make, size_t limit) {
  return Get().Explore(make, limit);
}

}  // namespace model
