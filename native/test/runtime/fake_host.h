// Fluent Bit, as the runtime sees it: instances, event loops with timers, the log, and what it appends to.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "flbnode.h"
#include "fluent_bit_abi.h"

namespace fake {

// struct flb_input_instance and its like: freed soon after Exit, so that a later use of it is seen by the sanitizers, and
// by `alive`.
struct HostInstance {
  explicit HostInstance(std::string name) : name(std::move(name)) {}
  ~HostInstance() { alive = false; }
  void Used() const;

  const std::string name;
  std::atomic<bool> alive{true};
  // Of an input: the number that comes next, and how many of a thousand appends are refused.
  std::atomic<uint64_t> appended{0};
  std::atomic<int> refuses{0};
};

// The event loop of one thread of Fluent Bit's: service timers, and descriptors.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  // All timers, and all descriptors that can be read.
  void Turn();
  static EventLoop* Current();

  struct Timer {
    void (*callback)(void*, void*);
    void* data;
  };
  std::vector<Timer*> timers;
  struct Watch {
    int (*callback)(void*, void*, void*);
    int fd;
    void* instance;
  };
  std::vector<Watch> watches;
};

// One that is passed to FLBPluginInit. The calling thread has an EventLoop.
flbnode_instance* Init(HostInstance* instance, flb::PluginType type);

// How many records the log says are lost, of all instances that had this name.
uint64_t RecordsSaidLost(const std::string& instance);

// Something that must not be was: the first of it, or an empty text.
std::string Violation();
void Violated(const std::string& what);

}  // namespace fake
