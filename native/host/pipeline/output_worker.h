// One of an output's `workers`: a loop on its own thread with its own coroutine stack.
#pragma once

#include <thread>

#include "loop/coroutine.h"
#include "loop/event_loop.h"
#include "pipeline/task.h"

namespace host {

class Output;

class OutputWorker {
 public:
  OutputWorker(Output& output, int number, std::size_t stack_size);
  ~OutputWorker() { stop(); }

  // Pipeline thread.
  void flush(Task& task);
  void stop();  // after the flushes that were asked for

 private:
  void main();

  Output& output_;
  int number_;
  EventLoop loop_;
  Coroutine coroutine_;
  bool running_ = true;  // the thread's own
  std::thread thread_;
};

}  // namespace host
