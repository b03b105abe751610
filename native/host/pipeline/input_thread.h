// The thread of an input: Init, collectors, PreRun, the loop, Exit, all on it, driven by the pipeline's commands.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "loop/event_loop.h"

namespace host {

class Input;

class InputThread {
 public:
  // Fluent Bit's numbers, which its "wrong event" message shows. The barrier is the host's own.
  enum Command { kPause = 1, kResume = 2, kExit = 3, kStart = 4, kBarrier = 100 };

  explicit InputThread(Input& input) : input_(input) {}
  ~InputThread() { join(); }

  // Pipeline thread.
  bool start();  // false when Init failed; the thread has ended then
  void send(Command command, std::function<void()> done = {});
  void join();

  EventLoop& loop() { return loop_; }

 private:
  struct Message {
    Command command;
    std::function<void()> done;
  };
  enum Status { kUnknown, kReady, kFailed };

  void main();
  void set_status(Status status);
  bool wait_for_start();
  void handle_next();

  Input& input_;
  EventLoop loop_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Message> messages_;
  Status status_ = kUnknown;
  bool exiting_ = false;  // the thread's own
};

}  // namespace host
