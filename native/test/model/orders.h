// The tree of orders: which have been run, which are to come.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "scheduler.h"

namespace model {

constexpr int kMostThreads = 12;
// Who takes steps: threads, and beside each its time-out, which wakes it when it sleeps.
constexpr int kActors = 2 * kMostThreads;
constexpr int TimerOf(int thread) { return kMostThreads + thread; }

using Actors = uint32_t;  // a set
constexpr Actors Bit(int actor) { return 1u << actor; }

struct Operation {
  const void* object = nullptr;  // null: depends on nothing
  Access access = Access::kWrite;
  const char* what = "start";

  bool DependsOn(const Operation& other) const {
    return object != nullptr && object == other.object && (access == Access::kWrite || other.access == Access::kWrite);
  }
};

// One step of a run, or one choice.
struct Node {
  // A choice:
  int alternatives = 0;  // 0: a step
  int alternative = 0;
  // A step:
  int chosen = -1;
  Actors enabled = 0;
  Actors backtrack = 0;  // to be run from here
  Actors done = 0;       // has been run from here
  Actors sleep = 0;      // would be the same as one that has been run
  int last = -1;         // who had the turn before
  int preemptions = 0;   // until this step: turns taken from a thread that could have gone on
  // Of the run under way:
  Operation operation;

  int PreemptionsWith(int actor) const {
    return preemptions + (last >= 0 && (enabled & Bit(last)) != 0 && actor != last ? 1 : 0);
  }
};

class Orders {
 public:
  // A run begins.
  void Begin();
  // What each actor would do next.
  using NextOf = std::function<Operation(int actor)>;
  // Who takes the next step: as it was decided, or, beyond that, whoever had the last one as long as he can go on.
  // -1: the run is the same as one before.
  int Next(Actors enabled, int last, const NextOf& next_of);
  // The actor takes the step that Next has returned.
  void Take(int actor, const NextOf& next_of);
  int Choose(int n, const NextOf& next_of);
  // The run has ended before this actor could do what it was about to.
  void Pending(int actor, const Operation& operation) { FindRaces(actor, operation); }
  // Leaves the beginning of the next run. False: there is none.
  bool NextOrder(int most_preemptions);

  // What `actor` does from here on comes after what `earlier` has done.
  void After(int actor, int earlier);
  // What others do to the object comes after what the actor has done.
  void Released(const void* object, int actor);

  // Steps and choices of the run so far.
  size_t depth() const { return depth_; }
  const Node& node(size_t at) const { return nodes_[at]; }

 private:
  // Which step of each actor comes before something: its number plus one.
  using Clock = std::array<size_t, kActors>;
  static void Join(Clock& clock, const Clock& other);

  Actors StillAsleep(const NextOf& next_of) const;
  void FindRaces(int actor, const Operation& operation);

  std::vector<Node> nodes_;
  size_t depth_ = 0;
  int preemptions_ = 0;
  std::array<Clock, kActors> clocks_ = {};
  struct Accesses {
    Clock writes = {}, all = {};
  };
  std::map<const void*, Accesses> objects_;
};

}  // namespace model
