#include "orders.h"

#include <algorithm>
#include <stdexcept>

namespace model {

void Orders::Join(Clock& clock, const Clock& other) {
  for (int i = 0; i < kActors; ++i) clock[i] = std::max(clock[i], other[i]);
}

void Orders::After(int actor, int earlier) { Join(clocks_[actor], clocks_[earlier]); }

void Orders::Released(const void* object, int actor) {
  Accesses& accesses = objects_[object];
  Join(accesses.all, clocks_[actor]);
  Join(accesses.writes, clocks_[actor]);
}

void Orders::Begin() {
  depth_ = 0;
  preemptions_ = 0;
  clocks_ = {};
  objects_.clear();
}

// Those whose turn at the last node has been run, and would be no different after it.
Actors Orders::StillAsleep(const NextOf& next_of) const {
  if (nodes_.empty()) return 0;
  const Node& before = nodes_.back();
  if (before.alternatives != 0) return before.sleep;
  Actors asleep = 0;
  for (int actor = 0; actor < kActors; ++actor) {
    const bool candidate = ((before.sleep | before.done) & Bit(actor)) != 0;
    if (candidate && !next_of(actor).DependsOn(before.operation)) asleep |= Bit(actor);
  }
  return asleep;
}

int Orders::Next(Actors enabled, int last, const NextOf& next_of) {
  if (depth_ < nodes_.size()) {
    Node& node = nodes_[depth_];
    node.enabled = enabled;
    if (node.alternatives != 0 || (enabled & Bit(node.chosen)) == 0) {
      throw std::logic_error("the scenario does not run the same way twice");
    }
    return node.chosen;
  }
  Node next;
  next.enabled = enabled;
  next.sleep = StillAsleep(next_of) & enabled;
  next.last = last;
  next.preemptions = preemptions_;
  const Actors awake = enabled & ~next.sleep;
  if (awake == 0) return -1;
  next.chosen = last >= 0 && (awake & Bit(last)) != 0 ? last : __builtin_ctz(awake);
  next.backtrack = Bit(next.chosen);
  nodes_.push_back(next);
  return next.chosen;
}

int Orders::Choose(int n, const NextOf& next_of) {
  if (depth_ == nodes_.size()) {
    Node node;
    node.alternatives = n;
    node.sleep = StillAsleep(next_of);
    nodes_.push_back(node);
  }
  return nodes_[depth_++].alternative;
}

// Of the steps that `operation` depends on, the last one that could have come after it: the other order is to be run too.
void Orders::FindRaces(int actor, const Operation& operation) {
  for (size_t at = depth_; at-- > 0;) {
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
      earlier.backtrack |= Bit((first & Bit(actor)) != 0 ? actor : __builtin_ctz(first));
    }
    return;
  }
}

void Orders::Take(int actor, const NextOf& next_of) {
  Node& node = nodes_[depth_];
  const Operation operation = next_of(actor);
  node.operation = operation;
  preemptions_ = node.PreemptionsWith(actor);
  FindRaces(actor, operation);
  // A time-out that comes before this wake-up; after it there is none.
  for (int timer = kMostThreads; timer < kActors; ++timer) {
    const bool could_come = timer != actor && (node.enabled & Bit(timer)) != 0;
    if (could_come && operation.DependsOn(next_of(timer))) node.backtrack |= Bit(timer);
  }

  Clock& clock = clocks_[actor];
  Accesses* accesses = operation.object != nullptr ? &objects_[operation.object] : nullptr;
  if (accesses != nullptr) Join(clock, operation.access == Access::kWrite ? accesses->all : accesses->writes);
  clock[actor] = ++depth_;
  if (accesses != nullptr) {
    Join(accesses->all, clock);
    if (operation.access == Access::kWrite) Join(accesses->writes, clock);
  }
}

bool Orders::NextOrder(int most_preemptions) {
  for (; !nodes_.empty(); nodes_.pop_back()) {
    Node& node = nodes_.back();
    if (node.alternatives != 0) {
      if (++node.alternative < node.alternatives) return true;
      continue;
    }
    node.done |= Bit(node.chosen);
    Actors left = node.backtrack & node.enabled & ~node.done & ~node.sleep;
    for (int actor = 0; actor < kActors; ++actor) {
      if (node.PreemptionsWith(actor) > most_preemptions) left &= ~Bit(actor);
    }
    if (left == 0) continue;
    node.chosen = __builtin_ctz(left);
    return true;
  }
  return false;
}

}  // namespace model
