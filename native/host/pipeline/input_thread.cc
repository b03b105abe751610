#include "pipeline/input_thread.h"

#include "fluent_bit_abi.h"
#include "loop/sched.h"
#include "loop/thread_name.h"
#include "pipeline/input.h"

namespace host {

bool InputThread::start() {
  thread_ = std::thread([this] { main(); });
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return status_ != kUnknown; });
  return status_ == kReady;
}

void InputThread::send(Command command, std::function<void()> done) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    messages_.push_back({command, std::move(done)});
  }
  changed_.notify_one();
  loop_.post([this] { handle_next(); });
}

void InputThread::join() {
  if (thread_.joinable()) thread_.join();
}

void InputThread::set_status(Status status) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    status_ = status;
  }
  changed_.notify_one();
}

// Blocks, outside of the loop, until the engine has started everything. Another command first means that the
// start-up failed elsewhere: the thread ends then, without Exit, as Fluent Bit's does.
bool InputThread::wait_for_start() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return !messages_.empty(); });
  const Command first = messages_.front().command;
  messages_.pop_front();
  if (first == kStart) return true;
  input_.log(flb::kLogError, "wrong event, type=2 op=%i", first);
  log_error("could not retrieve collectors signal from parent thread on '%s'", input_.label());
  return false;
}

void InputThread::handle_next() {
  Message message;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (messages_.empty()) return;  // kStart was taken outside of the loop
    message = std::move(messages_.front());
    messages_.pop_front();
  }
  switch (message.command) {
    case kPause: return input_.implementation().pause();
    case kResume: return input_.implementation().resume();
    case kExit: exiting_ = true; return;
    case kStart: return;
    case kBarrier:
      // Twice round the loop, so that descriptors which a Pause made readable have had their turn.
      return loop_.post([this, done = std::move(message.done)] { loop_.post(done); });
  }
}

void InputThread::main() {
  set_thread_name("flb-in-" + input_.name() + "-w0");
  Sched sched(&loop_, input_.pipeline()->config());
  Sched::set_current(&sched);
  if (input_.implementation().init(input_) == -1) {
    log_error("failed initialize input %s", input_.label());
    return set_status(kFailed);
  }
  input_.log(flb::kLogDebug, "[thread init] initialization OK");
  set_status(kReady);
  if (wait_for_start()) {
    input_.collectors().start_all();
    input_.implementation().pre_run();
    while (!exiting_) loop_.run_once();
    input_.implementation().exit();
  }
  input_.collectors().clear();
  Sched::set_current(nullptr);
}

}  // namespace host
