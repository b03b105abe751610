// The way of an input thread's chunks to the pipeline. Writers: the input's thread; reader: the pipeline. It
// wakes the pipeline only past a fill threshold (5 % unless set), else a 250 ms timer finds what is in it.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

namespace host {

struct RawChunk {
  std::string tag;  // empty: the input's own
  std::string data;
  std::size_t records = 0;
};

class Ring {
 public:
  static constexpr std::size_t kCapacity = 1024;
  static constexpr int kWindow = 5;

  // Before attach(): from Init, on the input's thread.
  void set_capacity(std::size_t entries) { capacity_ = entries; }
  void set_window(int percent) { window_ = percent; }

  // From here on `signal` is called past the threshold. Pipeline thread, after Init.
  void attach(std::function<void()> signal);

  bool push(RawChunk* chunk);  // moves from `chunk`; false, and no move, when the ring is full
  bool pop(RawChunk* out);
  bool empty() const;
  std::size_t records() const;  // of all chunks
  void mark_flushed();  // after the reader has taken what it wanted: allows the next signal

 private:
  std::size_t threshold() const { return capacity_ * kEntry * static_cast<std::size_t>(window_) / 100; }
  static constexpr std::size_t kEntry = sizeof(void*);  // the real ring is sized in bytes and holds pointers

  mutable std::mutex mutex_;
  std::deque<RawChunk> chunks_;
  std::size_t capacity_ = kCapacity;
  int window_ = kWindow;
  bool flush_pending_ = false;
  std::function<void()> signal_;
};

}  // namespace host
