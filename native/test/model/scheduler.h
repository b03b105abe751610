// Runs a scenario in every order of its threads.
//
// The threads are fibers of one system thread. Each operation by which threads meet (sync.h) is a step: the fiber stops
// before it, and the scheduler says who goes on. A scenario is run again and again from its beginning, each time in
// another order, until there is none left: depth first, by dynamic partial-order reduction (Flanagan and Godefroid, POPL
// 2005) with sleep sets, so that of orders that differ only in steps on different objects one is run. Nothing is drawn
// at random; all memory is sequentially consistent.
//
// A wait with a deadline ends by it when nothing else can happen; and, where the scenario says so, at any moment before
// (the clock of each thread is its own).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace model {

enum class Access { kRead, kWrite };

// ---- for the types of sync.h ----

// Whether the caller is a fiber; the set-up and the end of a run are not, and their operations are no steps.
bool InThread();
// Returns when it is this thread's turn to do `what` to the object.
void Step(const void* object, Access access, const char* what);
// The same, and not before `enabled`, which has no side effect.
void Block(const void* object, const char* what, std::function<bool()> enabled);
// The caller gave the object free: what others do to it comes after this.
void Released(const void* object);
// Before a change by which threads that are blocked on the object may go on: the caller's step comes before theirs.
void Enables(const void* object);

// Gives `unlock` a turn and waits for Notify(condition), or for the deadline. False: the deadline. `holds`: what the thread
// waits for holds already; then only a wake-up is missing.
bool Sleep(const void* condition, const void* mutex, bool timed, std::function<bool()> mutex_is_free,
           std::function<bool()> holds);
void Notify(const void* condition);
// Milliseconds that time-outs have taken on this thread.
int Elapsed();

// ---- for scenarios ----

void Spawn(std::string name, std::function<void()> body);
// One of 0..n-1; all are tried.
int Choose(int n, const char* what);
// A line of the trace that is printed with a violation.
void Note(const std::string& text);
// Ends this run: a property does not hold.
[[noreturn]] void Violated(const std::string& property);
inline void Check(bool holds, const char* property) {
  if (!holds) Violated(property);
}

struct Outcome {
  size_t runs = 0;       // orders that were run to their end
  size_t redundant = 0;  // begun, and the same as one before
  size_t steps = 0;      // the longest run
  bool complete = false;  // not cut off by the limit
  std::string violation;  // empty: none
  std::string trace;      // of the violation
};

class Scenario {
 public:
  virtual ~Scenario() = default;
  // Before the first step: spawns the threads.
  virtual void Begin() = 0;
  // Bounds the orders: no more often than this is a thread stopped that could have gone on.
  static constexpr int kNoBound = 1 << 20;
  virtual int most_preemptions() const { return kNoBound; }
  virtual bool early_timeouts() const { return false; }
  // Nothing but time-outs can happen any more. `waiting`: the threads that would have to wait for theirs.
  virtual void Stalled(const std::vector<std::string>& waiting) = 0;
  // No step is left. `unfinished`: the threads that have not ended.
  virtual void End(const std::vector<std::string>& unfinished) = 0;
};

// Makes a scenario for each run. At most `limit` runs.
Outcome Explore(const std::function<std::unique_ptr<Scenario>()>& make, size_t limit);

}  // namespace model
