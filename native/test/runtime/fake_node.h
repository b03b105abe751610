// Node, as the runtime sees it, of plain threads: a supervisor that does what src/runtime/supervisor.ts does, and Workers
// that do what src/runtime/worker.ts and instance.ts do, at random moments: crash, hang, answer late, fail in init.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

#include "core/status.h"

namespace fake {

// In thousandths of the moments at which it can happen.
struct Chances {
  int crash = 0;
  int hang = 0;         // until it is terminated
  int failed_init = 0;  // not of the first Worker
  int late = 0;         // an answer that comes when its time-out is over
};

// What is known of one instance, by its name: it outlives the instance.
struct Plugin {
  std::string name;
  Chances chances;
  // Input: how many records were accepted. The n-th is the number n, 8 bytes.
  std::atomic<uint64_t> written{0};
  std::atomic<bool> writes{true};
  // Output, filter: what was answered to the chunk that holds the number n; -1: nothing.
  static constexpr size_t kChunks = 1 << 16;
  std::array<std::atomic<int>, kChunks> answered;
  std::atomic<int> workers{0}, crashes{0}, answers{0};

  // node.workers, and node.ordered off.
  size_t workers_each = 1;
  bool unordered = false;

  Plugin(std::string name, Chances chances) : name(std::move(name)), chances(chances) {
    for (auto& status : answered) status = -1;
  }
};

// Before the instance's Init, until after its Exit.
void Add(Plugin* plugin);
void Remove(Plugin* plugin);

constexpr int kFlushTimeoutMs = 60;

}  // namespace fake
