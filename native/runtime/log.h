// Log lines of plugins and of the runtime, carried to Fluent Bit's threads.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "fluent_bit_abi.h"
#include "core/log_queue.h"

namespace flbnode {

class Log {
 public:
  using Printer = decltype(flb::Api::log_print);

  // While one lives, a thread of Fluent Bit promises to call Print soon. With none, lines are printed by the thread that
  // has them, which Fluent Bit writes to stderr, past its log_file: better than keeping them until the end. Customs have
  // that fate, for Fluent Bit gives them no thread after Init.
  class Carrier {
   public:
    Carrier();
    ~Carrier();
    Carrier(const Carrier&) = delete;
    Carrier& operator=(const Carrier&) = delete;
  };

  static Log& Get();

  // Fluent Bit's log_print; any Init sets it, all set the same.
  void SetPrinter(Printer printer);

  // Any thread. `text` may have several lines: each becomes one of the host's, so that none
  // is cut at the host's 4 KiB and each keeps its prefix. Returns how many of them found no room.
  size_t Push(int level, const std::string& prefix, const std::string& text);

  // Prints what waits. On a thread that Fluent Bit made: on any other its lines go to stderr, past log_file.
  void Print();

 private:
  LogQueue queue_;
  std::atomic<int> carriers_{0};
  std::atomic<Printer> printer_{nullptr};
  // One printer at a time keeps the lines in order.
  std::mutex printing_;
};

}  // namespace flbnode
