// Tasks: chunks on their way to the outputs, with retries and drops. Pipeline thread.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>

#include "loop/event_loop.h"
#include "pipeline/chunks.h"
#include "pipeline/output.h"
#include "pipeline/task.h"

namespace host {

class Delivery {
 public:
  struct Backoff {
    int base, cap;  // seconds, `scheduler.base` and `scheduler.cap`
  };
  using Outputs = std::vector<std::unique_ptr<Output>>;

  // `delivered` is told of records that an output has taken, `released` of a task that is over.
  Delivery(EventLoop& loop, const Outputs& outputs, Backoff backoff, std::function<void(std::size_t)> delivered,
           std::function<void(const Task&)> released);
  ~Delivery();

  void dispatch(Chunks::Chunk chunk);  // a chunk that no output matches is dropped
  void finished(Output& output, Task& task, int result);
  void hurry();  // the engine stops: retries come in a second, those that wait and those to come

  std::size_t tasks() const { return tasks_.size(); }

 private:
  struct Retry {
    Output* output;
    Task* task;
    EventLoop::Id timer;
  };

  void retry(Output& output, Task& task);
  void schedule(Retry* retry, int seconds);
  void drop(Output& output, Task& task);
  void done(Task& task);
  int wait_seconds(int attempts) const;

  EventLoop& loop_;
  const Outputs& outputs_;
  Backoff backoff_;
  std::function<void(std::size_t)> delivered_;
  std::function<void(const Task&)> released_;
  std::map<int, std::unique_ptr<Task>> tasks_;
  std::list<Retry> retries_;
  bool hurry_ = false;
};

}  // namespace host
