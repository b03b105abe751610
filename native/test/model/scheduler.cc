#include "scheduler.h"

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>

#include "fiber.h"
#include "orders.h"

namespace model {

namespace {

constexpr size_t kMostSteps = 3000;
// The runtime's own measure of time (core/patience.h) counts no more of a late look.
constexpr int kTimeoutMs = 500;

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
  void Note(const std::string& text) { notes_.push_back({orders_.depth(), text}); }
  [[noreturn]] void Violated(const std::string& property);

 private:
  bool IsEnabled(int actor) const;
  Operation NextOf(int actor) const;
  Actors Enabled(bool early_timeouts) const;
  // False: this run is the same as one before.
  bool RunOnce(Scenario& scenario);
  void CheckStall(Scenario& scenario);
  void Execute(int actor);
  void Abandon();
  std::vector<std::string> Names(const std::function<bool(const Thread&)>& which) const;
  std::string Trace() const;

  Orders orders_;
  const Orders::NextOf next_of_ = [this](int actor) { return NextOf(actor); };
  std::vector<Thread> threads_;
  std::vector<std::pair<size_t, std::string>> notes_;
  int running_ = -1;
  int last_ = -1;
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
  if (in_thread() && !abandoning_) orders_.Released(object, running_);
}

void Scheduler::Enables(const void* object) {
  if (!in_thread() || abandoning_) return;
  for (size_t i = 0; i < threads_.size(); ++i) {
    const int thread = static_cast<int>(i);
    if (threads_[i].next.object == object && !IsEnabled(thread)) orders_.After(thread, running_);
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
    orders_.After(static_cast<int>(i), running_);
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
  if (in_thread()) orders_.After(static_cast<int>(index), running_);
}

int Scheduler::Choose(int n, const char* what) {
  if (abandoning_) throw Abandoned();
  const int taken = orders_.Choose(n, next_of_);
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

void Scheduler::Execute(int actor) {
  // A time-out comes after the beginning of the sleep that it ends.
  if (actor >= kMostThreads) orders_.After(actor, actor - kMostThreads);
  orders_.Take(actor, next_of_);
  if (actor >= kMostThreads) {
    Thread& sleeper = threads_[static_cast<size_t>(actor - kMostThreads)];
    sleeper.timed_out = true;
    sleeper.elapsed += kTimeoutMs;
    orders_.After(actor - kMostThreads, actor);
    return;
  }
  running_ = last_ = actor;
  Thread& thread = threads_[static_cast<size_t>(actor)];
  thread.enabled = nullptr;
  thread.fiber->Resume();
  running_ = -1;
}

std::vector<std::string> Scheduler::Names(const std::function<bool(const Thread&)>& which) const {
  std::vector<std::string> names;
  for (const Thread& thread : threads_) {
    if (!thread.fiber->ended() && which(thread)) names.push_back(thread.fiber->name);
  }
  return names;
}

// Nothing but time-outs can happen any more.
void Scheduler::CheckStall(Scenario& scenario) {
  for (const Thread& thread : threads_) {
    if (thread.condition != nullptr && !thread.notified && thread.holds && thread.holds()) {
      Violated("a wake-up is lost: " + thread.fiber->name + " waits for what holds already");
    }
  }
  scenario.Stalled(Names([](const Thread& thread) { return thread.condition != nullptr; }));
}

bool Scheduler::RunOnce(Scenario& scenario) {
  orders_.Begin();
  last_ = -1;
  notes_.clear();
  threads_.reserve(kMostThreads);
  scenario.Begin();
  constexpr Actors kThreads = Bit(kMostThreads) - 1;
  try {
    while (violation_.empty()) {
      const Actors enabled = Enabled(scenario.early_timeouts());
      if (enabled == 0) break;
      if (orders_.depth() >= kMostSteps) Violated("the run does not end");
      if ((enabled & kThreads) == 0) CheckStall(scenario);
      const int actor = orders_.Next(enabled, last_, next_of_);
      if (actor < 0) return false;
      Execute(actor);
    }
    if (!violation_.empty()) return true;
    for (size_t i = 0; i < threads_.size(); ++i) {
      if (!threads_[i].fiber->ended()) orders_.Pending(static_cast<int>(i), threads_[i].next);
    }
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

std::string Scheduler::Trace() const {
  std::ostringstream trace;
  std::map<const void*, size_t> numbers;
  size_t note = 0;
  auto notes = [&](size_t until) {
    for (; note < notes_.size() && notes_[note].first <= until; ++note) {
      trace << "        " << notes_[note].second << '\n';
    }
  };
  for (size_t at = 0; at < orders_.depth(); ++at) {
    notes(at);
    const Node& node = orders_.node(at);
    if (node.alternatives != 0) continue;
    const bool timer = node.chosen >= kMostThreads;
    const std::string& name = threads_[static_cast<size_t>(node.chosen % kMostThreads)].fiber->name;
    trace << "  " << name << ": " << (timer ? "its time is over" : node.operation.what);
    if (node.operation.object != nullptr) {
      trace << " #" << numbers.try_emplace(node.operation.object, numbers.size() + 1).first->second;
    }
    trace << '\n';
  }
  notes(orders_.depth());
  return trace.str();
}

Outcome Scheduler::Explore(const std::function<std::unique_ptr<Scenario>()>& make, size_t limit) {
  Outcome outcome;
  orders_ = Orders();
  violation_.clear();
  int most_preemptions = 0;
  do {
    if (outcome.runs == limit) return outcome;
    std::unique_ptr<Scenario> scenario = make();
    most_preemptions = scenario->most_preemptions();
    const bool whole = RunOnce(*scenario);
    ++(whole ? outcome.runs : outcome.redundant);
    outcome.steps = std::max(outcome.steps, orders_.depth());
    if (!violation_.empty()) {
      outcome.violation = violation_;
      outcome.trace = Trace();
    }
    Abandon();
    if (!outcome.violation.empty()) return outcome;
  } while (orders_.NextOrder(most_preemptions));
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
