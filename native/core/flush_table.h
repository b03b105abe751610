// Flushes, and calls of filters, that wait for JavaScript's answer.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "bytes.h"
#include "status.h"
#include "sync.h"

namespace flbnode {

// Fluent Bit flushes from as many threads as the output has workers, or from twice as many: it starts `workers` twice and
// forgets the first ones. So nothing here is tied to a thread.
//
// A flush is opened by the thread that will wait for it, answered by any thread, and closed by its waiter, once.
// An answer for a flush that is closed (it timed out) or was never opened is ignored.
class FlushTable {
 public:
  using Clock = SteadyClock;

  // Identifier of a new flush, never 0, or 0 when the table is shut.
  uint32_t Open();

  // Waits for the answer until `deadline`; nothing: not yet. The caller waits again or closes.
  std::optional<Status> Wait(uint32_t id, Clock::time_point deadline);

  // True while somebody waits for its answer.
  bool Waits(uint32_t id) const;

  // Forgets the flush; a later answer is ignored. Returns what the answer carried, nothing when it carried nothing:
  // that is not the same as no bytes.
  std::optional<Bytes> Close(uint32_t id);

  void Answer(uint32_t id, Status status, std::optional<Bytes> bytes = std::nullopt);

  // Answers all that wait. `shut`: and opens no more until Reopen().
  void AnswerAll(Status status, bool shut);
  void Reopen();

  size_t size() const;

 private:
  mutable Mutex mutex_;
  ConditionVariable answered_;
  struct Flush {
    std::optional<Status> status = {};
    std::optional<Bytes> bytes = {};
  };
  std::unordered_map<uint32_t, Flush> flushes_;
  uint32_t last_id_ = 0;
  bool shut_ = false;
};

}  // namespace flbnode
